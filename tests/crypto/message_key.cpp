// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/message_key.hpp>
#include <awaitgram/crypto/message_key_v1.hpp>

#include <doctest/doctest.h>

#include <vectors/hex.hpp>
#include <vectors/message_keys.hpp>

using namespace awaitgram;
using vectors::unhex;

namespace {

crypto::direction direction_of(const vectors::key_derivation& sample) {
    return sample.direction == vectors::way::to_server ? crypto::direction::to_server
                                                       : crypto::direction::to_client;
}

} // namespace

TEST_CASE("MTProto 2.0 derives key and iv from the message key") {
    for (const auto& sample : vectors::kdf_v2) {
        CAPTURE(sample.source);
        const auto aes = crypto::derive_message_aes(
            crypto::auth_key{unhex(sample.auth_key)},
            unhex<16>(sample.msg_key),
            direction_of(sample)
        );
        CHECK(to_hex(aes.key) == sample.key);
        CHECK(to_hex(aes.iv) == sample.iv);
    }
}

TEST_CASE("MTProto 1.0 derives key and iv from the message key") {
    for (const auto& sample : vectors::kdf_v1) {
        CAPTURE(sample.source);
        const auto aes = crypto::derive_message_aes_v1(
            crypto::auth_key{unhex(sample.auth_key)},
            unhex<16>(sample.msg_key),
            direction_of(sample)
        );
        CHECK(to_hex(aes.key) == sample.key);
        CHECK(to_hex(aes.iv) == sample.iv);
    }
    CHECK(
        to_hex(crypto::compute_message_key_v1(bytes_of(vectors::message_key_v1::plaintext))) ==
        vectors::message_key_v1::msg_key
    );
}

TEST_CASE("a message to the server is encrypted as by other implementations") {
    namespace v = vectors::message_to_server;
    const crypto::auth_key key{unhex(vectors::counting_key)};
    byte_buffer data;
    append(data, bytes_of(v::plaintext));
    data.resize(data.size() + 19);
    const auto msg_key = crypto::compute_message_key(key, data, crypto::direction::to_server);
    const auto aes = crypto::derive_message_aes(key, msg_key, crypto::direction::to_server);
    crypto::ige_encrypt(data, aes.key, aes.iv);
    byte_buffer packet;
    append_le(packet, key.id());
    append(packet, msg_key);
    append(packet, data);
    CHECK(to_hex(packet) == v::packet);
}

TEST_CASE("a message from the server is decrypted as by other implementations, and only with the "
          "server's half of the key") {
    namespace v = vectors::message_to_client;
    const crypto::auth_key key{unhex(v::auth_key)};
    auto packet = unhex(v::packet);
    CHECK(load_le<std::int64_t>(packet.data()) == key.id());
    const auto msg_key = load_le<crypto::message_key>(packet.data() + 8);
    const auto aes = crypto::derive_message_aes(key, msg_key, crypto::direction::to_client);
    const auto data = byte_span{packet}.subspan(24);
    crypto::ige_decrypt(data, aes.key, aes.iv);
    CHECK(to_hex(data) == v::plaintext);
    CHECK(crypto::compute_message_key(key, data, crypto::direction::to_client) == msg_key);
    CHECK(crypto::compute_message_key(key, data, crypto::direction::to_server) != msg_key);
}

TEST_CASE("the proof that binds a temporary key uses MTProto 1.0") {
    namespace v = vectors::bind_temporary_key;
    byte_buffer number(256);
    for (std::size_t i = 0; i != 256; ++i)
        number[i] = static_cast<std::uint8_t>(255 - i);
    const crypto::auth_key key{number};
    auto plain = unhex(v::plaintext);
    const auto msg_key = crypto::compute_message_key_v1(plain);
    CHECK(to_hex(msg_key) == v::msg_key);
    plain.resize(80, 0xcd);
    const auto aes = crypto::derive_message_aes_v1(key, msg_key, crypto::direction::to_server);
    crypto::ige_encrypt(plain, aes.key, aes.iv);
    byte_buffer packet;
    append_le(packet, key.id());
    append(packet, msg_key);
    append(packet, plain);
    CHECK(to_hex(packet) == v::packet);
}
