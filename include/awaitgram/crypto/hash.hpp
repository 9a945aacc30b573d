// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/require.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <initializer_list>

namespace awaitgram::crypto {

namespace detail {

/// The hash function with this name. Looked up once, because the look-up in OpenSSL 3 takes longer than hashing a
/// message.
inline const EVP_MD* find_hash(const char* name, const EVP_MD* otherwise) noexcept {
    const EVP_MD* const fetched = EVP_MD_fetch(nullptr, name, nullptr);
    return fetched != nullptr ? fetched : otherwise;
}

[[gnu::noinline]] inline void
hash(const EVP_MD* function, std::initializer_list<byte_view> parts, byte_span out) {
    struct state {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        state() = default;
        state(const state&) = delete;
        state& operator=(const state&) = delete;
        ~state() { EVP_MD_CTX_free(context); } // wipes its state
    } const own;
    require(own.context != nullptr && EVP_DigestInit_ex(own.context, function, nullptr) == 1);
    for (const auto part : parts)
        require(EVP_DigestUpdate(own.context, part.data(), part.size()) == 1);
    require(EVP_DigestFinal_ex(own.context, out.data(), nullptr) == 1);
}

} // namespace detail

/// SHA-1 of the concatenation of byte strings.
[[nodiscard]] inline std::array<std::uint8_t, 20> sha1(std::initializer_list<byte_view> parts) {
    static const EVP_MD* const function = detail::find_hash("SHA1", EVP_sha1());
    std::array<std::uint8_t, 20> digest;
    detail::hash(function, parts, digest);
    return digest;
}

/// SHA-256 of the concatenation of byte strings.
[[nodiscard]] inline std::array<std::uint8_t, 32> sha256(std::initializer_list<byte_view> parts) {
    static const EVP_MD* const function = detail::find_hash("SHA256", EVP_sha256());
    std::array<std::uint8_t, 32> digest;
    detail::hash(function, parts, digest);
    return digest;
}

/// Stretches a password: PBKDF2 with HMAC-SHA-512, filling `out`.
inline void pbkdf2_hmac_sha512(byte_view password, byte_view salt, int iterations, byte_span out) {
    const auto done = PKCS5_PBKDF2_HMAC(
        reinterpret_cast<const char*>(password.data()),
        static_cast<int>(password.size()),
        salt.data(),
        static_cast<int>(salt.size()),
        iterations,
        EVP_sha512(),
        static_cast<int>(out.size()),
        out.data()
    );
    detail::require(done == 1);
}

} // namespace awaitgram::crypto
