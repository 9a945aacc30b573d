// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/message_key.hpp>

namespace awaitgram::crypto {

/// The message key of MTProto 1.0, for a plaintext without its padding.
///
/// Used only in the proof that binds a temporary key to a permanent one, never for messages.
/// Spec: https://core.telegram.org/mtproto/description_v1
[[nodiscard]] inline message_key compute_message_key_v1(byte_view plaintext) {
    const auto hash = sha1({plaintext});
    message_key last;
    std::memcpy(last.data(), hash.data() + 4, last.size());
    return last;
}

/// The AES key and iv of MTProto 1.0.
[[nodiscard]] inline message_aes
derive_message_aes_v1(const auth_key& key, const message_key& msg_key, direction way) {
    const auto part = [&key, x = detail::key_offset(way)](std::size_t from, std::size_t size) {
        return key.bytes().subspan(from + x, size);
    };
    auto a = sha1({msg_key, part(0, 32)});
    auto b = sha1({part(32, 16), msg_key, part(48, 16)});
    auto c = sha1({part(64, 32), msg_key});
    auto d = sha1({msg_key, part(96, 32)});
    message_aes aes;
    std::memcpy(aes.key.data(), a.data(), 8);
    std::memcpy(aes.key.data() + 8, b.data() + 8, 12);
    std::memcpy(aes.key.data() + 20, c.data() + 4, 12);
    std::memcpy(aes.iv.data(), a.data() + 8, 12);
    std::memcpy(aes.iv.data() + 12, b.data(), 8);
    std::memcpy(aes.iv.data() + 20, c.data() + 16, 4);
    std::memcpy(aes.iv.data() + 24, d.data(), 8);
    wipe(a);
    wipe(b);
    wipe(c);
    wipe(d);
    return aes;
}

} // namespace awaitgram::crypto
