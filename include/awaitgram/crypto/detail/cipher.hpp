// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/require.hpp>

#include <openssl/evp.h>

#include <cstdint>
#include <utility>

namespace awaitgram::crypto::detail {

/// An AES-256 mode by name; the caller looks up each name only once.
inline const EVP_CIPHER* find_cipher(const char* name, const EVP_CIPHER* otherwise) noexcept {
    const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, name, nullptr);
    return fetched != nullptr ? fetched : otherwise;
}

/// A keyed cipher of OpenSSL without padding; its destructor wipes the key.
class cipher {
public:
    enum class work { encrypt, decrypt };

    cipher(const EVP_CIPHER* mode, work what, const std::uint8_t* key, const std::uint8_t* iv)
        : context_(EVP_CIPHER_CTX_new()) {
        const auto encrypts = what == work::encrypt;
        // With padding, decryption keeps back the last block. Encryption only adds a block at the end, which is never asked for.
        const auto ready =
            context_ != nullptr &&
            EVP_CipherInit_ex(context_, mode, nullptr, key, iv, encrypts ? 1 : 0) == 1 &&
            (encrypts || EVP_CIPHER_CTX_set_padding(context_, 0) == 1);
        if (!ready)
            EVP_CIPHER_CTX_free(context_);
        require(ready);
    }

    cipher(cipher&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

    cipher& operator=(cipher&& other) noexcept {
        std::swap(context_, other.context_);
        return *this;
    }

    ~cipher() { EVP_CIPHER_CTX_free(context_); }

    /// Processes whole blocks; `to` may equal `from`.
    void apply(const std::uint8_t* from, std::uint8_t* to, std::size_t size) {
        constexpr std::size_t most = 1 << 30;
        while (size != 0) {
            const auto now = size < most ? size : most;
            auto written = 0;
            require(EVP_CipherUpdate(context_, to, &written, from, static_cast<int>(now)) == 1);
            from += now;
            to += now;
            size -= now;
        }
    }

private:
    EVP_CIPHER_CTX* context_;
};

} // namespace awaitgram::crypto::detail
