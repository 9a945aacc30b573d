// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/ige_aes_ni.hpp>
#include <awaitgram/crypto/detail/ige_portable.hpp>

#include <array>
#include <cassert>
#include <cstdint>

namespace awaitgram::crypto {

/// The key of AES-256.
using aes_key = std::array<std::uint8_t, 32>;

/// What IGE starts with: the first half is xored with the first plain block, the second with the first encrypted one.
using ige_iv = std::array<std::uint8_t, 32>;

/// Encrypts whole blocks in place with AES-256 in Infinite Garble Extension mode.
///
/// Shape: a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/description
inline void ige_encrypt(byte_span data, const aes_key& key, const ige_iv& iv) {
    assert(data.size() % 16 == 0);
    data = data.first(data.size() / 16 * 16);
    if (detail::has_aes_instructions())
        detail::ige_encrypt_aes_ni(data, key.data(), iv.data());
    else
        detail::ige_encrypt_portable(data, key.data(), iv.data());
}

/// Decrypts whole blocks in place: undoes `ige_encrypt`.
///
/// Shape: a multiple of 16 bytes.
inline void ige_decrypt(byte_span data, const aes_key& key, const ige_iv& iv) {
    assert(data.size() % 16 == 0);
    data = data.first(data.size() / 16 * 16);
    if (detail::has_aes_instructions())
        detail::ige_decrypt_aes_ni(data, key.data(), iv.data());
    else
        detail::ige_decrypt_portable(data, key.data(), iv.data());
}

} // namespace awaitgram::crypto
