// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/cipher.hpp>

#include <array>
#include <cstdint>

namespace awaitgram::crypto {

/// A stream of AES-256 in counter mode; encryption and decryption are the same operation.
///
/// Shape: a key of 32 bytes and a first counter of 16, big-endian.
class aes_ctr {
public:
    aes_ctr(
        const std::array<std::uint8_t, 32>& key, const std::array<std::uint8_t, 16>& first_counter
    )
        : cipher_(mode(), detail::cipher::work::encrypt, key.data(), first_counter.data()) {}

    /// Encrypts or decrypts the next bytes of the stream in place.
    void apply(byte_span bytes) { cipher_.apply(bytes.data(), bytes.data(), bytes.size()); }

private:
    static const EVP_CIPHER* mode() {
        static const EVP_CIPHER* const fetched =
            detail::find_cipher("AES-256-CTR", EVP_aes_256_ctr());
        return fetched;
    }

    detail::cipher cipher_;
};

} // namespace awaitgram::crypto
