// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ige.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <vectors/aes.hpp>
#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>

using namespace awaitgram;
using vectors::unhex;

namespace {

using ige = void (*)(byte_span, const crypto::aes_key&, const crypto::ige_iv&);

struct both_ways {
    const char* name;
    ige encrypt;
    ige decrypt;
};

const both_ways paths[] = {
    {"chosen", crypto::ige_encrypt, crypto::ige_decrypt},
    {"portable",
     [](byte_span data, const crypto::aes_key& key, const crypto::ige_iv& iv) {
         crypto::detail::ige_encrypt_portable(data, key.data(), iv.data());
     },
     [](byte_span data, const crypto::aes_key& key, const crypto::ige_iv& iv) {
         crypto::detail::ige_decrypt_portable(data, key.data(), iv.data());
     }},
};

} // namespace

TEST_CASE("AES-256-IGE gives the published results on every path") {
    for (const auto& way : paths)
        for (const auto& sample : vectors::aes_256_ige) {
            CAPTURE(way.name);
            CAPTURE(sample.source);
            const auto key = unhex<32>(sample.key);
            const auto iv = unhex<32>(sample.iv);
            auto data = unhex(sample.plain);
            way.encrypt(data, key, iv);
            CHECK(to_hex(data) == sample.encrypted);
            way.decrypt(data, key, iv);
            CHECK(to_hex(data) == sample.plain);
        }
}

TEST_CASE("the messages of the published key exchange decrypt and encrypt on every path") {
    namespace v = vectors::key_exchange;
    const auto key = unhex<32>(v::tmp_aes_key);
    const auto iv = unhex<32>(v::tmp_aes_iv);
    for (const auto& way : paths) {
        CAPTURE(way.name);
        auto answer = unhex(v::encrypted_answer);
        way.decrypt(answer, key, iv);
        CHECK(
            to_hex(answer) ==
            std::string{v::answer_sha1} + std::string{v::answer} + std::string{v::answer_padding}
        );
        way.encrypt(answer, key, iv);
        CHECK(to_hex(answer) == v::encrypted_answer);
    }
    namespace old = vectors::old_key_exchange;
    auto answer = unhex(old::encrypted_answer);
    crypto::ige_decrypt(answer, unhex<32>(old::tmp_aes_key), unhex<32>(old::tmp_aes_iv));
    CHECK(to_hex(answer).substr(40, old::answer.size()) == old::answer);
}

TEST_CASE("every path gives the same bytes for every length") {
    testing::repeatable_random random;
    for (std::size_t blocks = 0; blocks != 200; ++blocks) {
        byte_buffer plain(blocks * 16 + 1);
        crypto::aes_key key;
        crypto::ige_iv iv;
        CHECK((random.fill(plain) && random.fill(key) && random.fill(iv)));
        const auto size = blocks * 16;
        auto first = plain;
        auto second = plain;
        crypto::ige_encrypt(byte_span{first}.first(size), key, iv);
        crypto::detail::ige_encrypt_portable(byte_span{second}.first(size), key.data(), iv.data());
        REQUIRE(first == second);
        crypto::ige_decrypt(byte_span{first}.first(size), key, iv);
        crypto::detail::ige_decrypt_portable(byte_span{second}.first(size), key.data(), iv.data());
        REQUIRE(first == plain);
        REQUIRE(second == plain);
    }
}

TEST_CASE("data that begins at any address is encrypted the same") {
    testing::repeatable_random random;
    const crypto::aes_key key{1};
    const crypto::ige_iv iv{2};
    byte_buffer plain(160);
    CHECK(random.fill(plain));
    auto expected = plain;
    crypto::ige_encrypt(expected, key, iv);
    for (std::size_t shift = 0; shift != 17; ++shift) {
        byte_buffer room(160 + 32);
        std::copy(plain.begin(), plain.end(), room.begin() + static_cast<std::ptrdiff_t>(shift));
        const auto place = byte_span{room}.subspan(shift, 160);
        crypto::ige_encrypt(place, key, iv);
        CHECK(vectors::same(place, expected));
        crypto::ige_decrypt(place, key, iv);
        CHECK(vectors::same(place, plain));
    }
}
