// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <cstring>
#include <ostream>
#include <string>
#include <vectors/hex.hpp>
#include <vectors/pem.hpp>

using namespace awaitgram;
using crypto::errc;
using crypto::rsa_private_key;

namespace {

const rsa_private_key& server_key() {
    static const auto key = rsa_private_key::generate();
    return key;
}

/// number^e mod n, without any padding.
byte_buffer plain_rsa(byte_view block) {
    const auto& numbers = server_key().public_key().numbers();
    crypto::detail::big_number e{numbers.e};
    const crypto::detail::big_number n{numbers.n};
    byte_buffer out(256);
    crypto::detail::power(crypto::detail::big_number{block}, e, n).write(out);
    return out;
}

/// Some other key as unencrypted PEM.
std::string pem_of(const char* type, const char* curve, std::size_t bits) {
    EVP_PKEY* const key = curve != nullptr ? EVP_PKEY_Q_keygen(nullptr, nullptr, type, curve)
                                           : EVP_PKEY_Q_keygen(nullptr, nullptr, type, bits);
    BIO* const target = BIO_new(BIO_s_mem());
    REQUIRE(
        PEM_write_bio_PrivateKey_traditional(target, key, nullptr, nullptr, 0, nullptr, nullptr) ==
        1
    );
    char* text = nullptr;
    const auto size = BIO_get_mem_data(target, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(target);
    EVP_PKEY_free(key);
    return pem;
}

/// Counts calls.
class counted_random final : public crypto::random_source {
public:
    explicit counted_random(std::uint64_t seed) : works_(seed) {}
    bool fill(byte_span bytes) noexcept override {
        ++calls;
        return works_.fill(bytes);
    }
    int calls = 0;

private:
    testing::repeatable_random works_;
};

} // namespace

TEST_CASE("a server decrypts RSA_PAD, also after a temporary key that was too large") {
    auto repeated = 0;
    auto leading_zeros = 0;
    const byte_buffer data(100, 0x5a);
    for (std::uint64_t seed = 0; seed != 200; ++seed) {
        counted_random random{seed};
        const auto encrypted = crypto::rsa_pad(data, server_key().public_key(), random);
        REQUIRE(encrypted.has_value());
        repeated += random.calls > 2 ? 1 : 0;
        leading_zeros += (*encrypted)[0] == 0 ? 1 : 0;
        const auto opened = server_key().open_rsa_pad(*encrypted);
        REQUIRE(opened.has_value());
        REQUIRE(opened->size() == 192);
        REQUIRE(vectors::same(byte_view{*opened}.first(100), data));
        testing::repeatable_random same_again{seed};
        byte_buffer padding(92);
        REQUIRE(same_again.fill(padding));
        REQUIRE(vectors::same(byte_view{*opened}.subspan(100), padding));
    }
    MESSAGE(repeated << " of 200 needed another key, " << leading_zeros << " began with zero");
}

TEST_CASE("an RSA block that is altered, for another key or of another size is refused") {
    testing::repeatable_random random;
    const auto good = crypto::rsa_pad(byte_buffer(50), server_key().public_key(), random);
    for (std::size_t at = 0; at < 256; at += 5) {
        auto altered = *good;
        altered[at] ^= 0x10;
        CHECK(server_key().open_rsa_pad(altered).error() == errc::bad_rsa_block);
        CHECK(server_key().open_sha1_padded(altered).error() == errc::bad_rsa_block);
    }
    const auto foreign = crypto::rsa_pad(byte_buffer(50), crypto::telegram_keys()[0], random);
    CHECK(server_key().open_rsa_pad(*foreign).error() == errc::bad_rsa_block);
    CHECK(server_key().open_rsa_pad({}).error() == errc::bad_rsa_block);
    CHECK(server_key().open_rsa_pad(byte_view{*good}.first(255)).error() == errc::bad_rsa_block);
    CHECK(server_key().open_rsa_pad(byte_buffer(257)).error() == errc::bad_rsa_block);
    CHECK(server_key().open_rsa_pad(byte_buffer(256)).error() == errc::bad_rsa_block);
    CHECK(server_key().open_rsa_pad(byte_buffer(256, 0xff)).error() == errc::bad_rsa_block);
    CHECK(server_key().open_sha1_padded(byte_buffer(256)).error() == errc::bad_rsa_block);
}

TEST_CASE("a server decrypts blocks of the older scheme and finds the end of the data") {
    testing::repeatable_random random;
    for (const std::size_t size : {4u, 96u, 120u, 232u}) {
        byte_buffer block(256);
        CHECK(random.fill(block));
        block[0] = 0;
        const auto data = byte_view{block}.subspan(21, size);
        const auto hash = crypto::sha1({data});
        std::memcpy(block.data() + 1, hash.data(), hash.size());
        const auto opened = server_key().open_sha1_padded(plain_rsa(block));
        REQUIRE(opened.has_value());
        CHECK(vectors::same(*opened, data));

        block[0] = 1; // a number, but not one of 255 bytes
        CHECK_FALSE(server_key().open_sha1_padded(plain_rsa(block)).has_value());
    }
}

TEST_CASE("a private key survives being written and read, in both forms") {
    const auto again = rsa_private_key::from_pem(server_key().to_pem());
    REQUIRE(again.has_value());
    CHECK(again->public_key() == server_key().public_key());
    const auto older = rsa_private_key::from_pem(pem_of("RSA", nullptr, 2048));
    REQUIRE(older.has_value());
    CHECK_FALSE(older->public_key() == server_key().public_key());
    const auto copy = *older;
    CHECK(copy.public_key() == older->public_key());
}

TEST_CASE("a text without a usable private key is refused with the reason") {
    CHECK(rsa_private_key::from_pem("").error() == errc::bad_pem);
    CHECK(rsa_private_key::from_pem("no key").error() == errc::bad_pem);
    const auto pem = server_key().to_pem();
    CHECK(rsa_private_key::from_pem(pem.substr(0, 500)).error() == errc::bad_pem);
    CHECK(rsa_private_key::from_pem(vectors::pem_pkcs1).error() == errc::wrong_pem_type);
    CHECK(rsa_private_key::from_pem(pem_of("EC", "P-256", 0)).error() == errc::wrong_pem_type);
    CHECK(rsa_private_key::from_pem(pem_of("RSA", nullptr, 1024)).error() == errc::bad_rsa_key);
    CHECK(crypto::rsa_public_key::from_pem(pem).error() == errc::wrong_pem_type);
    const auto locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + pem.substr(28);
    CHECK_FALSE(rsa_private_key::from_pem(locked).has_value());
}

TEST_CASE("a refused key leaves nothing in OpenSSL's error queue") {
    ERR_clear_error();
    const auto pem = server_key().to_pem();
    CHECK_FALSE(rsa_private_key::from_pem(pem.substr(0, 500)).has_value());
    CHECK_FALSE(server_key().open_rsa_pad(byte_buffer(256, 0xff)).has_value());
    CHECK(ERR_peek_error() == 0);
}
