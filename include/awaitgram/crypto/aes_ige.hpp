// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace awaitgram::crypto {

/// The key of AES-256.
using aes_key = std::array<std::uint8_t, 32>;

/// The initialisation vector of IGE: the first half is xored with the first plain block, the second with the first
/// encrypted one.
using ige_iv = std::array<std::uint8_t, 32>;

/// Encrypts whole blocks in place with AES-256 in Infinite Garble Extension mode.
///
/// Shape: a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/description
AWAITGRAM_DECL void ige_encrypt(byte_span data, const aes_key& key, const ige_iv& iv);

/// Decrypts whole blocks in place; the inverse of `ige_encrypt`.
///
/// Shape: a multiple of 16 bytes.
AWAITGRAM_DECL void ige_decrypt(byte_span data, const aes_key& key, const ige_iv& iv);

/// Bytes to encrypt or decrypt in place, independently of others.
///
/// Shape: a multiple of 16 bytes.
struct ige_job {
    byte_span data;
    const aes_key& key;
    const ige_iv& iv;
};

/// Encrypts several byte strings, of equal or different lengths, much faster than one after another.
AWAITGRAM_DECL void ige_encrypt_many(std::span<const ige_job> jobs);

/// Decrypts several byte strings; the inverse of `ige_encrypt_many`.
AWAITGRAM_DECL void ige_decrypt_many(std::span<const ige_job> jobs);

} // namespace awaitgram::crypto
