// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/dh.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <ostream>
#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>
#include <vectors/numbers.hpp>

using namespace awaitgram;
using crypto::errc;
using vectors::unhex;

namespace {

byte_buffer bytes_of(const crypto::detail::big_number& number) {
    return number.minimal();
}

/// 2^exponent + `plus`.
crypto::detail::big_number power_of_two(int exponent, int plus = 0) {
    crypto::detail::big_number number;
    BN_set_bit(number.get(), exponent);
    plus < 0 ? BN_sub_word(number.get(), static_cast<BN_ULONG>(-plus))
             : BN_add_word(number.get(), static_cast<BN_ULONG>(plus));
    return number;
}

/// The known prime minus a number.
byte_buffer prime_minus(const crypto::detail::big_number& number) {
    crypto::detail::big_number left{crypto::known_prime()};
    BN_sub(left.get(), left.get(), number.get());
    return bytes_of(left);
}

/// Another safe prime of 2048 bits: RFC 3526, group 14.
byte_buffer other_safe_prime() {
    crypto::detail::big_number prime;
    BN_get_rfc3526_prime_2048(prime.get());
    return bytes_of(prime);
}

} // namespace

TEST_CASE("both sides of the published exchange agree on the published key") {
    namespace v = vectors::key_exchange;
    const auto prime = unhex(v::dh_prime);
    const auto b = unhex(v::b);
    CHECK(to_hex(crypto::power_of_generator(v::g, b, prime)) == v::g_b);
    CHECK(to_hex(crypto::power(unhex(v::g_a), b, prime)) == v::auth_key);
    CHECK_FALSE(crypto::check_group(prime, v::g));
    CHECK_FALSE(crypto::check_public(unhex(v::g_a), prime));
    CHECK_FALSE(crypto::check_public(unhex(v::g_b), prime));
}

TEST_CASE("a small power keeps its leading zeros") {
    const auto power = crypto::power_of_generator(3, byte_buffer{2}, crypto::known_prime());
    CHECK(power[255] == 9);
    CHECK(power[0] == 0);
    CHECK(vectors::same(
        power, crypto::power(byte_buffer{0, 3}, byte_buffer{0, 2}, crypto::known_prime())
    ));
    const auto exponent_zero = crypto::power(byte_buffer{3}, {}, crypto::known_prime());
    CHECK(exponent_zero[255] == 1);
}

TEST_CASE("the known prime is accepted only with generators that fit it") { // S-18
    CHECK(to_hex(crypto::known_prime()) == vectors::known_prime);
    for (const std::int32_t g : {3, 4, 7})
        CHECK_FALSE(crypto::check_group(crypto::known_prime(), g));
    for (const std::int32_t g : {2, 5, 6, 0, 1, 8, -1, -3, 2147483647, -2147483647 - 1})
        CHECK(crypto::check_group(crypto::known_prime(), g) == errc::unsafe_generator);
}

TEST_CASE("leading zeros of a prime make no difference") {
    byte_buffer prime(4);
    append(prime, crypto::known_prime());
    CHECK_FALSE(crypto::check_group(prime, 3));
    CHECK(crypto::check_group(prime, 2) == errc::unsafe_generator);
    CHECK_FALSE(crypto::check_public(vectors::unhex(vectors::key_exchange::g_a), prime));
}

TEST_CASE("each generator has the rule of the specification") {
    struct rule {
        std::int32_t g;
        std::uint64_t modulus;
        std::initializer_list<std::uint64_t> fits;
    };
    const rule rules[] = {
        {2, 8, {7}},
        {3, 3, {2}},
        {5, 5, {1, 4}},
        {6, 24, {19, 23}},
        {7, 7, {3, 5, 6}},
    };
    for (const auto& rule : rules)
        for (std::uint64_t rest = 0; rest != rule.modulus; ++rest) {
            const crypto::detail::big_number number{rule.modulus * 1'000'003 + rest};
            const auto wanted =
                std::find(rule.fits.begin(), rule.fits.end(), rest) != rule.fits.end();
            CAPTURE(rule.g);
            CAPTURE(rest);
            CHECK(crypto::detail::generator_fits(number, rule.g) == wanted);
        }
    CHECK(crypto::detail::generator_fits(crypto::detail::big_number{15}, 4));
}

TEST_CASE("the primality of another safe prime is proven") {
    const auto prime = other_safe_prime();
    REQUIRE(prime.size() == 256);
    CHECK_FALSE(crypto::check_group(prime, 2));
    CHECK(crypto::check_group(prime, 1) == errc::unsafe_generator);
    CHECK(crypto::check_group(prime, 8) == errc::unsafe_generator);
    CHECK_FALSE(crypto::check_group(prime, 5)); // which does not fit the known prime
}

TEST_CASE("a number that deceives Miller-Rabin with small bases is not taken for a prime") { // S-17
    // A product of three primes by Arnault's method: p, 313 * (p - 1) + 1 and 353 * (p - 1) + 1.
    crypto::detail::number_scratch scratch;
    const crypto::detail::big_number deceiver{
        unhex("a0d2805d13c9c348c3b3cd1b2842a6cb90cc1d740720ebd26d261cddc020d7f17574217b558ab1c4"
              "69bf944e74f47c8d0b9abe3dc66e24151a4f160144e0d0ba1f09c6b9438f93a6bd89fa8d698b7e4f"
              "9b461cef2b27a98f1b5ed13d8bc97df76a5b622998ba9ba4a9a47088f6ae43f67ac39dc4a50d90d3"
              "e61776f962be271c89154b41c0b373840010a4e1874809cd8df1e149b91a3f5823c3331bd2f0097b"
              "86382a4ab87f144810b9e76f397bcdbe96a75adea9064319ac67b3a9d2b72833de3ea75d6793b4fb"
              "9afc1eb29c2e8991b1ff2de61cc05b7fc2d70a0f4214f73647d704cb80b8bbc74a1c518b0bf9a4a6"
              "932ba3537edb85b66a1686abc74fc7eb")};
    REQUIRE(BN_num_bits(deceiver.get()) == 2048);

    // It is one more than twice an odd number, so that a power of a base is all there is to look at.
    crypto::detail::big_number half;
    crypto::detail::big_number minus_one{deceiver.minimal()};
    BN_sub_word(minus_one.get(), 1);
    BN_rshift1(half.get(), minus_one.get());
    REQUIRE(BN_is_odd(half.get()));
    for (const BN_ULONG small :
         {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61}) {
        CAPTURE(small);
        crypto::detail::big_number base;
        crypto::detail::big_number power;
        BN_set_word(base.get(), small);
        BN_mod_exp(power.get(), base.get(), half.get(), deceiver.get(), scratch.get());
        CHECK((BN_is_one(power.get()) || BN_cmp(power.get(), minus_one.get()) == 0));
    }

    CHECK_FALSE(crypto::detail::is_prime(deceiver, scratch));
    CHECK(crypto::check_group(deceiver.minimal(), 4) == errc::unsafe_prime);
}

TEST_CASE("a modulus that is not a safe prime of 2048 bits is refused") { // S-16
    const auto prime = [](const crypto::detail::big_number& number) {
        return crypto::check_group(bytes_of(number), 4); // 4 fits every prime
    };
    crypto::detail::big_number shifted{crypto::known_prime()};
    BN_rshift1(shifted.get(), shifted.get());
    CHECK(prime(shifted) == errc::unsafe_prime); // 2047 bits
    crypto::detail::big_number next{crypto::known_prime()};
    BN_add_word(next.get(), 1);
    CHECK(prime(next) == errc::unsafe_prime); // even
    BN_add_word(next.get(), 1);
    CHECK(prime(next) == errc::unsafe_prime);                     // composite
    CHECK(prime(power_of_two(2047, 1919)) == errc::unsafe_prime); // prime, but (p - 1) / 2 is not
    CHECK(prime(power_of_two(2048, 981)) == errc::unsafe_prime);  // 2049 bits
    CHECK(prime(power_of_two(2047, 0)) == errc::unsafe_prime);
    CHECK(prime(power_of_two(2048, -1)) == errc::unsafe_prime);
    CHECK(crypto::check_group({}, 3) == errc::unsafe_prime);
    CHECK(crypto::check_group(byte_buffer(256), 3) == errc::unsafe_prime);
    CHECK(crypto::check_group(byte_buffer(100'000, 0xff), 3) == errc::unsafe_prime);
    for (std::size_t at = 0; at < 256; at += 51) {
        byte_buffer flipped(crypto::known_prime().begin(), crypto::known_prime().end());
        flipped[at] ^= 0x04;
        CHECK(crypto::check_group(flipped, 3) == errc::unsafe_prime);
    }
}

TEST_CASE("public values are between 2^1984 and p - 2^1984, both included") {
    const auto check = [](byte_view value) {
        return crypto::check_public(value, crypto::known_prime());
    };
    CHECK_FALSE(check(bytes_of(power_of_two(1984))));
    CHECK_FALSE(check(bytes_of(power_of_two(1984, 1))));
    CHECK_FALSE(check(prime_minus(power_of_two(1984))));
    byte_buffer padded(10);
    append(padded, bytes_of(power_of_two(2000)));
    CHECK_FALSE(check(padded));

    const byte_buffer prime(crypto::known_prime().begin(), crypto::known_prime().end());
    auto above = prime;
    ++above.back();
    for (const byte_buffer& refused : {
             byte_buffer{},
             byte_buffer{0},
             byte_buffer{1},
             bytes_of(power_of_two(1984, -1)),
             prime_minus(power_of_two(1984, -1)),
             prime_minus(power_of_two(0)),
             prime,
             above,
             byte_buffer(256, 0xff),
             byte_buffer(257, 0x01),
             byte_buffer(100'000, 0x01),
         })
        CHECK(check(refused) == errc::unsafe_public_value);
}

TEST_CASE("the proof of a prime ends when it is stopped") {
    awaitgram::stop_flag stop;
    CHECK_FALSE(crypto::check_group(crypto::known_prime(), 3, &stop));
    stop.set();
    CHECK(crypto::check_group(other_safe_prime(), 2, &stop) == errc::stopped);
    CHECK_FALSE(crypto::check_group(crypto::known_prime(), 3, &stop)); // needs no proof
}
