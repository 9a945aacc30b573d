// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/factorize.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>
#include <vectors/numbers.hpp>

using namespace awaitgram;
using crypto::errc;

TEST_CASE("the published products are factorised") {
    for (const auto& sample : vectors::factorizations) {
        CAPTURE(sample.source);
        const auto factors = crypto::factorize(sample.pq);
        REQUIRE(factors.has_value());
        CHECK(factors->first == sample.p);
        CHECK(factors->second == sample.q);
    }
    const auto bytes = [](std::string_view digits) { return load_be(vectors::unhex(digits)); };
    namespace v = vectors::key_exchange;
    CHECK(crypto::factorize(bytes(v::pq))->first == bytes(v::p));
    CHECK(crypto::factorize(bytes(v::pq))->second == bytes(v::q));
    namespace old = vectors::old_key_exchange;
    CHECK(crypto::factorize(bytes(old::pq))->first == bytes(old::p));
    CHECK(crypto::factorize(bytes(old::pq))->second == bytes(old::q));
}

TEST_CASE("every product of two different odd primes below 300 is factorised, and no other number"
) {
    for (std::uint64_t number = 0; number != 2000; ++number) {
        std::uint64_t p = 0;
        for (std::uint64_t i = 3; i < number && p == 0; i += 2)
            if (number % i == 0)
                p = i;
        const auto q = p == 0 ? 0 : number / p;
        const auto wanted = p != 0 && q != p && number % 2 != 0 && crypto::detail::is_prime(p) &&
                            crypto::detail::is_prime(q);
        const auto factors = crypto::factorize(number);
        CAPTURE(number);
        REQUIRE(factors.has_value() == wanted);
        if (wanted) {
            CHECK(factors->first == p);
            CHECK(factors->second == q);
        } else {
            CHECK(factors.error() == errc::not_two_primes);
        }
    }
}

TEST_CASE("primes are distinguished from composites, including strong pseudoprimes") {
    for (const std::uint64_t prime :
         {2ull, 3ull, 37ull, 41ull, 2147483647ull, 4294967291ull, 9223372036854775783ull})
        CHECK(crypto::detail::is_prime(prime));
    // Strong pseudoprimes to the bases 2; 2, 3; 2 to 7; 2 to 23; 2 to 37 without the last.
    for (const std::uint64_t composite :
         {0ull, 1ull, 2047ull, 1373653ull, 3215031751ull, 3825123056546413051ull, 561ull, 1681ull})
        CHECK_FALSE(crypto::detail::is_prime(composite));
}

TEST_CASE("a number that is not the product of two different odd primes below 2^63 is refused") {
    const std::uint64_t refused[] = {
        0,
        1,
        2147483647,                     // prime
        9223372036854775783u,           // the largest prime below 2^63
        2147483647ull * 2147483647,     // a square
        1229739323ull * 1229739323,     // a square
        2ull * 1229739323,              // even
        3ull * 5 * 7,                   // three primes
        3ull * 1229739323 * 5,          //
        1000003ull * 1000033 * 1000037, // three large primes
        9223372036854775808u,           // 2^63
        18446744073709551615u,          //
        9223372036854775837u,           // a prime above 2^63
        4294967291ull * 4294967279,     // valid but for its size
    };
    for (const auto number : refused) {
        CAPTURE(number);
        const auto factors = crypto::factorize(number);
        REQUIRE_FALSE(factors.has_value());
        CHECK(factors.error() == errc::not_two_primes);
    }
}

TEST_CASE("the hardest products are factorised quickly") {                     // S-09
    CHECK(crypto::factorize(3037000493ull * 3037000453)->first == 3037000453); // near 2^31.5 each
    CHECK(crypto::factorize(2147483647ull * 4294967291)->second == 4294967291);
    CHECK(crypto::factorize(1009ull * 9007199254740881)->first == 1009);
    CHECK(crypto::factorize(3ull * 3074457345618258599)->second == 3074457345618258599);

    testing::repeatable_random random;
    const auto some_prime = [&random] {
        auto candidate = (random.next() >> 33) | 1u << 30 | 1;
        while (!crypto::detail::is_prime(candidate))
            candidate += 2;
        return candidate;
    };
    for (auto i = 0; i != 300; ++i) {
        const auto p = some_prime();
        const auto q = some_prime();
        const auto factors = crypto::factorize(p * q);
        REQUIRE(factors.has_value() == (p != q));
        REQUIRE(factors->first * factors->second == p * q);
        REQUIRE(factors->first < factors->second);
    }
}

TEST_CASE("factorisation ends when it is stopped") { // S-09
    awaitgram::stop_flag stop;
    CHECK(crypto::factorize(3037000493ull * 3037000453, &stop)->first == 3037000453);
    stop.set();
    CHECK(crypto::factorize(3037000493ull * 3037000453, &stop).error() == errc::stopped);
}
