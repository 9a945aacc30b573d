// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/rsa.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <string>
#include <vectors/hex.hpp>
#include <vectors/pem.hpp>
#include <vectors/rsa.hpp>

using namespace awaitgram;
using crypto::errc;
using crypto::rsa_public_key;
using vectors::unhex;

namespace {

const byte_buffer exponent{1, 0, 1};

} // namespace

TEST_CASE("fingerprints equal those in other clients, including leading zeros") { // S-05
    for (const auto& sample : vectors::rsa_keys) {
        CAPTURE(sample.use);
        const auto key = rsa_public_key::from_numbers(unhex(sample.n), exponent);
        REQUIRE(key.has_value());
        CHECK(key->fingerprint() == sample.fingerprint);
        CHECK(
            load_le<std::int64_t>(unhex(sample.fingerprint_on_wire).data()) == sample.fingerprint
        );
        CHECK(key->has_2048_bits());
    }
    CHECK(rsa_public_key::from_numbers(unhex(vectors::rsa_simple_config::n), exponent).has_value());
}

TEST_CASE("a key of 1024 bits has a fingerprint but is not used for a key exchange") {
    const auto pem = "-----BEGIN PUBLIC KEY-----\n" +
                     std::string{vectors::rsa_1024::public_key_info_base64} +
                     "\n-----END PUBLIC KEY-----\n";
    const auto key = rsa_public_key::from_pem(pem);
    REQUIRE(key.has_value());
    CHECK(key->fingerprint() == vectors::rsa_1024::fingerprint);
    testing::repeatable_random random;
    CHECK(crypto::rsa_pad({}, *key, random).error() == errc::bad_rsa_key);
}

TEST_CASE("the built-in keys are Telegram's current ones, for production and for test servers") {
    const auto production = crypto::telegram_keys();
    const auto test = crypto::telegram_keys(crypto::environment::test);
    REQUIRE(production.size() == 1);
    REQUIRE(test.size() == 1);
    CHECK(production[0].fingerprint() == -3414540481677951611);
    CHECK(test[0].fingerprint() == -5595554452916591101);
}

TEST_CASE("a key that is written and read again is the same") {
    const auto& key = crypto::telegram_keys()[0];
    const auto again = rsa_public_key::from_pem(key.to_pem());
    REQUIRE(again.has_value());
    CHECK(*again == key);
    const auto other = crypto::pem_form::subject_public_key_info;
    CHECK(*rsa_public_key::from_pem(key.to_pem(other)) == key);
    CHECK_FALSE(*rsa_public_key::from_pem(vectors::pem_pkcs1) == key);
}

TEST_CASE("numbers that do not form an RSA key are refused") {
    const auto n = unhex(vectors::rsa_keys[0].n);
    auto even = n;
    even.back() ^= 1;
    byte_buffer zeros_first(3);
    append(zeros_first, n);
    const auto refused = [](byte_view modulus, byte_view e) {
        const auto key = rsa_public_key::from_numbers(modulus, e);
        return !key && key.error() == errc::bad_rsa_key;
    };
    CHECK(refused({}, exponent));
    CHECK(refused(even, exponent));
    CHECK(refused(byte_view{n}.last(63), exponent));
    CHECK(refused(byte_buffer(513, 0xff), exponent));
    CHECK(refused(n, {}));
    CHECK(refused(n, byte_buffer{1}));
    CHECK(refused(n, byte_buffer{2}));
    CHECK(refused(n, byte_buffer(9, 0xff)));
    CHECK_FALSE(refused(zeros_first, byte_buffer{0, 0, 1, 0, 1}));
}

TEST_CASE("RSA_PAD without randomness gives the published block") { // S-32
    testing::constant_random zeros{0};
    const byte_buffer data(144, 0x61);
    const auto encrypted = crypto::rsa_pad(data, crypto::telegram_keys()[0], zeros);
    REQUIRE(encrypted.has_value());
    CHECK(to_hex(*encrypted) == vectors::rsa_pad::encrypted);
}

TEST_CASE("RSA_PAD accepts at most 144 bytes") { // S-32
    testing::repeatable_random random;
    const auto& key = crypto::telegram_keys()[0];
    CHECK(crypto::rsa_pad(byte_buffer(144), key, random).has_value());
    CHECK(crypto::rsa_pad(byte_buffer(145), key, random).error() == errc::rsa_data_too_long);
}

TEST_CASE("RSA_PAD fails if the random source fails") {
    const auto& key = crypto::telegram_keys()[0];
    for (auto calls = 0; calls != 2; ++calls) {
        testing::failing_random random{calls};
        CHECK(crypto::rsa_pad(byte_buffer(100), key, random).error() == errc::no_randomness);
        CHECK(random.failed());
    }
    // Constant bytes give no number below this modulus, and are not random.
    auto smallest = unhex(vectors::rsa_keys[0].n);
    std::fill(smallest.begin() + 1, smallest.end() - 1, std::uint8_t{0});
    smallest[0] = 0x80;
    const auto hard = *rsa_public_key::from_numbers(smallest, exponent);
    auto stuck = 0;
    for (auto byte = 0; byte != 8; ++byte) {
        testing::constant_random random{static_cast<std::uint8_t>(byte)};
        const auto encrypted = crypto::rsa_pad(byte_buffer(100), hard, random);
        if (!encrypted) {
            CHECK(encrypted.error() == errc::no_randomness);
            ++stuck;
        }
    }
    CHECK(stuck > 0);
}
