// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/testing/server/crypto/srp_server.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <string>
#include <vectors/hex.hpp>
#include <vectors/passwords.hpp>

using namespace awaitgram;
using crypto::errc;
using crypto::srp_parameters;
using vectors::unhex;

namespace {

const byte_buffer our_salt1{1, 2, 3, 4, 5, 6, 7, 8};
const byte_buffer our_salt2{9, 10, 11, 12, 13, 14, 15, 16};

srp_parameters telegram_group(byte_view b = {}) {
    return {.salt1 = our_salt1, .salt2 = our_salt2, .g = 3, .p = crypto::known_prime(), .b = b};
}

/// g^x of the password "secret". Computed once, because it is slow by design.
const std::array<std::uint8_t, 256>& verifier() {
    static const auto value = crypto::password_verifier(telegram_group(), "secret");
    return value;
}

std::error_code refusal(const srp_parameters& with, crypto::random_source& random) {
    const auto proof = crypto::prove_password(with, "secret", random);
    REQUIRE_FALSE(proof.has_value());
    return proof.error();
}

} // namespace

TEST_CASE("proofs equal the published ones") {
    const auto check = [](std::string_view password,
                          std::string_view first_salt,
                          std::string_view second_salt,
                          std::string_view b,
                          std::string_view secret_a,
                          std::string_view public_a,
                          std::string_view m1) {
        const auto s1 = unhex(first_salt);
        const auto s2 = unhex(second_salt);
        const auto server = unhex(b);
        const srp_parameters with{s1, s2, 3, crypto::known_prime(), server};
        const auto own = unhex(secret_a);
        const auto shown = crypto::power_of_generator(3, own, with.p);
        CHECK(to_hex(shown) == public_a);
        const auto x = crypto::detail::srp_exponent(password, s1, s2);
        const auto proof = crypto::detail::srp_prove(with, x, own, shown);
        REQUIRE(proof.has_value());
        CHECK(to_hex(proof->a) == public_a);
        CHECK(to_hex(proof->m1) == m1);
    };
    {
        using namespace vectors::password_check_1;
        check(password, salt1, salt2, b, secret_a, public_a, m1);
    }
    {
        using namespace vectors::password_check_2;
        check(password, salt1, salt2, b, secret_a, public_a, m1);

        // The whole computation, with the published secret as the random bytes.
        testing::scripted_random random{unhex(secret_a)};
        const auto s1 = unhex(salt1);
        const auto s2 = unhex(salt2);
        const auto server = unhex(b);
        const auto proof =
            crypto::prove_password({s1, s2, 3, crypto::known_prime(), server}, password, random);
        REQUIRE(proof.has_value());
        CHECK(to_hex(proof->m1) == m1);
    }
}

TEST_CASE("hashes of new passwords equal the published ones") {
    const auto check = [](std::string_view password,
                          std::string_view first_salt,
                          std::string_view added,
                          std::string_view second_salt,
                          std::string_view hash) {
        const auto s1 = unhex(first_salt);
        const auto s2 = unhex(second_salt);
        testing::scripted_random random{unhex(added)};
        const auto derived =
            crypto::new_password_verifier({s1, s2, 3, crypto::known_prime(), {}}, password, random);
        REQUIRE(derived.has_value());
        CHECK(to_hex(derived->salt1) == std::string{first_salt} + std::string{added});
        CHECK(to_hex(derived->hash) == hash);
    };
    namespace one = vectors::new_password_1;
    namespace two = vectors::new_password_2;
    check(one::password, one::salt1, one::random, one::salt2, one::hash);
    check(two::password, two::salt1, two::random, two::salt2, two::hash);
}

TEST_CASE("a server accepts the right password and no other, with new numbers each time") { // S-88
    testing::repeatable_random random;
    const auto server = crypto::srp_server::start(telegram_group(), verifier(), random);
    REQUIRE(server.has_value());
    const auto right = crypto::prove_password(telegram_group(server->b()), "secret", random);
    REQUIRE(right.has_value());
    CHECK(server->check(right->a, right->m1));

    const auto wrong = crypto::prove_password(telegram_group(server->b()), "Secret", random);
    REQUIRE(wrong.has_value());
    CHECK_FALSE(server->check(wrong->a, wrong->m1));
    CHECK(right->a != wrong->a);

    auto altered = *right;
    altered.m1[31] ^= 1;
    CHECK_FALSE(server->check(altered.a, altered.m1));
    CHECK_FALSE(server->check(right->a, byte_view{right->m1}.first(31)));
    altered = *right;
    altered.a[255] ^= 1;
    CHECK_FALSE(server->check(altered.a, altered.m1));

    const auto again = crypto::srp_server::start(telegram_group(), verifier(), random);
    REQUIRE(again.has_value());
    CHECK(again->b() != server->b());
    CHECK_FALSE(again->check(right->a, right->m1)); // a proof is valid for one challenge
}

TEST_CASE("a server refuses values that would be accepted for any password") {
    testing::repeatable_random random;
    const auto server = crypto::srp_server::start(telegram_group(), verifier(), random);
    const byte_view prime = crypto::known_prime();
    const byte_buffer m1(32);
    for (const byte_buffer& a :
         {byte_buffer{},
          byte_buffer{0},
          byte_buffer(256),
          byte_buffer{1},
          byte_buffer(prime.begin(), prime.end()),
          byte_buffer(257, 1),
          byte_buffer(256, 0xff)})
        CHECK_FALSE(server->check(a, m1));
}

TEST_CASE("a client refuses a group that could reveal its password") { // S-86
    testing::repeatable_random random;
    const auto server = crypto::srp_server::start(telegram_group(), verifier(), random);
    auto with = telegram_group(server->b());
    for (const std::int32_t g : {0, 1, 2, 5, 6, 8, -3}) {
        with.g = g;
        CHECK(refusal(with, random) == errc::unsafe_generator);
    }
    with.g = 3;
    byte_buffer prime(crypto::known_prime().begin(), crypto::known_prime().end());
    prime[100] ^= 1;
    with.p = prime;
    CHECK(refusal(with, random) == errc::unsafe_prime);
    CHECK(crypto::new_password_verifier(with, "secret", random).error() == errc::unsafe_prime);
    CHECK(crypto::srp_server::start(with, verifier(), random).error() == errc::unsafe_prime);
    with.p = {};
    CHECK(refusal(with, random) == errc::unsafe_prime);
}

TEST_CASE("a client refuses the server's value when it is out of range") { // S-87
    testing::repeatable_random random;
    const byte_buffer prime(crypto::known_prime().begin(), crypto::known_prime().end());
    auto above = prime;
    ++above.back();
    byte_buffer leading_zero(1);
    append(leading_zero, byte_view{prime}.first(256));
    for (const byte_buffer& b :
         {byte_buffer{},
          byte_buffer(256),
          byte_buffer(247, 0x11),
          byte_buffer(257, 0x11),
          prime,
          above,
          leading_zero,
          byte_buffer(256, 0xff),
          byte_buffer(1'000'000, 1)})
        CHECK(refusal(telegram_group(b), random) == errc::bad_srp_value);
    CHECK(
        crypto::prove_password(telegram_group(byte_buffer(248, 0x11)), "secret", random).has_value()
    );
}

TEST_CASE("a client refuses the one value that makes its proof independent of its secret") { // S-87
    testing::repeatable_random random;
    const crypto::detail::big_number p{crypto::known_prime()};
    const auto kv = crypto::detail::product(
        crypto::detail::srp_multiplier(telegram_group()), crypto::detail::big_number{verifier()}, p
    );
    const auto b = crypto::detail::srp_pad(kv);
    CHECK(refusal(telegram_group(b), random) == errc::bad_srp_value);
}

TEST_CASE("a secret whose public value is unsafe is drawn again") {
    byte_buffer script(256);
    script.back() = 1; // g^1 is far too small
    const auto good = unhex(vectors::password_check_2::secret_a);
    append(script, good);
    testing::scripted_random random{script};
    const byte_buffer b(256, 0x11);
    const auto proof = crypto::prove_password(telegram_group(b), "secret", random);
    REQUIRE(proof.has_value());
    CHECK(to_hex(proof->a) == vectors::password_check_2::public_a);

    testing::constant_random zeros{0};
    CHECK(refusal(telegram_group(b), zeros) == errc::unsafe_public_value);
}

TEST_CASE("all operations with a password fail if the random source fails") {
    testing::failing_random none{0};
    const byte_buffer b(256, 0x11);
    CHECK(refusal(telegram_group(b), none) == errc::no_randomness);
    CHECK(
        crypto::new_password_verifier(telegram_group(), "x", none).error() == errc::no_randomness
    );
    CHECK(
        crypto::srp_server::start(telegram_group(), verifier(), none).error() == errc::no_randomness
    );
}

TEST_CASE("a computation with a password ends when it is stopped") {
    auto& random = crypto::system_random();
    stop_flag stop;
    stop.set();
    const auto chosen = crypto::new_password_verifier(telegram_group(), "x", random, &stop);
    CHECK(chosen.error() == errc::stopped);
    auto with = telegram_group();
    const auto b = crypto::password_verifier(with, "x");
    with.b = b;
    const auto proved = crypto::prove_password(with, "x", random, &stop);
    CHECK(proved.error() == errc::stopped);
}

TEST_CASE("a server refuses an empty or zero verifier") {
    testing::repeatable_random random;
    CHECK(crypto::srp_server::start(telegram_group(), {}, random).error() == errc::bad_srp_value);
    CHECK(
        crypto::srp_server::start(telegram_group(), byte_buffer(256), random).error() ==
        errc::bad_srp_value
    );
}
