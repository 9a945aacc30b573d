// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::crypto {

/// The direction of a message. Each direction uses other parts of the key, so that a reflected message is not
/// authentic.
enum class direction { to_server, to_client };

/// Identifies and authenticates an encrypted message.
using message_key = std::array<std::uint8_t, 16>;

/// The AES key and iv of one message, wiped on destruction.
struct message_aes {
    aes_key key{};
    ige_iv iv{};

    message_aes() = default;
    message_aes(const message_aes&) = default;
    message_aes& operator=(const message_aes&) = default;
    ~message_aes() { OPENSSL_cleanse(this, sizeof *this); }
};

namespace detail {

/// The offset that the direction adds to every part of the key.
[[nodiscard]] constexpr std::size_t key_offset(direction way) noexcept {
    return way == direction::to_server ? 0 : 8;
}

/// The part of the key that is hashed before a message.
[[nodiscard]] inline byte_view hash_part(const auth_key& key, direction way) noexcept {
    return key.bytes().subspan(88 + key_offset(way), 32);
}

/// The part of a message's hash that is the message key.
[[nodiscard]] inline message_key middle_of(const std::array<std::uint8_t, 32>& digest) noexcept {
    message_key middle;
    std::memcpy(middle.data(), digest.data() + 8, middle.size());
    return middle;
}

/// The key and iv composed of the two hashes of the message key.
[[nodiscard]] inline message_aes join_message_aes(
    const std::array<std::uint8_t, 32>& a, const std::array<std::uint8_t, 32>& b
) noexcept {
    message_aes aes;
    std::memcpy(aes.key.data(), a.data(), 8);
    std::memcpy(aes.key.data() + 8, b.data() + 8, 16);
    std::memcpy(aes.key.data() + 24, a.data() + 24, 8);
    std::memcpy(aes.iv.data(), b.data(), 8);
    std::memcpy(aes.iv.data() + 8, a.data() + 8, 16);
    std::memcpy(aes.iv.data() + 24, b.data() + 24, 8);
    return aes;
}

} // namespace detail

/// The message key of a whole plaintext, padding included.
/// Spec: https://core.telegram.org/mtproto/description#message-key-msg-key
[[nodiscard]] inline message_key
compute_message_key(const auth_key& key, byte_view plaintext, direction way) {
    return detail::middle_of(sha256({detail::hash_part(key, way), plaintext}));
}

/// The AES key and iv derived from a message key.
/// Spec: https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector
[[nodiscard]] inline message_aes
derive_message_aes(const auth_key& key, const message_key& msg_key, direction way) {
    const auto x = detail::key_offset(way);
    auto a = sha256({msg_key, key.bytes().subspan(x, 36)});
    auto b = sha256({key.bytes().subspan(40 + x, 36), msg_key});
    const auto aes = detail::join_message_aes(a, b);
    wipe(a);
    wipe(b);
    return aes;
}

} // namespace awaitgram::crypto
