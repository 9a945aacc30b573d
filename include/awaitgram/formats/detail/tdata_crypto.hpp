// SPDX-License-Identifier: MIT
#pragma once

/// How Telegram Desktop encrypts its files.

#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/message_key_v1.hpp>
#include <awaitgram/formats/detail/format_helpers.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail::tdata {

/// The first bytes of every file.
inline constexpr std::string_view magic = "TDF$";

inline constexpr std::size_t salt_size = 32;

inline std::array<std::uint8_t, 16> md5(std::initializer_list<byte_view> parts) {
    std::array<std::uint8_t, 16> digest;
    crypto::detail::hash(EVP_md5(), parts, digest);
    return digest;
}

/// The key that encrypts the local key, derived from the passcode.
inline crypto::auth_key passcode_key(std::string_view passcode, byte_view salt) {
    std::array<std::uint8_t, 64> hash;
    crypto::detail::hash(EVP_sha512(), {salt, bytes_of(passcode), salt}, hash);
    std::array<std::uint8_t, 256> key;
    crypto::pbkdf2_hmac_sha512(hash, salt, passcode.empty() ? 1 : 100'000, key);
    crypto::auth_key derived{byte_view{key}};
    crypto::wipe(hash);
    crypto::wipe(key);
    return derived;
}

/// As above, for directories from before there were several accounts.
inline crypto::auth_key legacy_passcode_key(std::string_view passcode, byte_view salt) {
    std::array<std::uint8_t, 256> key;
    PKCS5_PBKDF2_HMAC(
        passcode.data(),
        static_cast<int>(passcode.size()),
        salt.data(),
        static_cast<int>(salt.size()),
        passcode.empty() ? 4 : 4000,
        EVP_sha1(),
        static_cast<int>(key.size()),
        key.data()
    );
    crypto::auth_key derived{byte_view{key}};
    crypto::wipe(key);
    return derived;
}

/// Decrypts with a local key; nothing when the key is wrong or the bytes are altered.
///
///     | first of SHA-1 of the rest:16 | encrypted as in MTProto 1.0 by a server: | size with itself:u32 | content | padding | |
inline std::optional<byte_buffer> decrypt(byte_view encrypted, const crypto::auth_key& key) {
    if (encrypted.size() <= 16 || encrypted.size() % 16 != 0)
        return std::nullopt;
    crypto::message_key msg_key;
    std::memcpy(msg_key.data(), encrypted.data(), msg_key.size());
    secret_bytes plain{{encrypted.begin() + 16, encrypted.end()}};
    const auto aes = crypto::derive_message_aes_v1(key, msg_key, crypto::direction::to_client);
    crypto::ige_decrypt(plain.bytes, aes.key, aes.iv);
    const auto hash = crypto::sha1({plain.bytes});
    if (!crypto::equal(byte_view{hash}.first(16), msg_key))
        return std::nullopt;
    const std::size_t size = load_le<std::uint32_t>(plain.bytes.data());
    if (size < 4 || size > plain.bytes.size())
        return std::nullopt;
    return byte_buffer{
        plain.bytes.begin() + 4, plain.bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// The content of a file; nothing when it is not Telegram Desktop's or is altered.
///
///     | "TDF$" | version:u32 | content | MD5 of content, its size:u32, version and magic:16 |
inline std::optional<byte_buffer> content_of(byte_view file) {
    if (file.size() < 24 || text_of(file.first(4)) != magic)
        return std::nullopt;
    const auto content = file.subspan(8, file.size() - 24);
    byte_buffer size;
    append_le(size, static_cast<std::uint32_t>(content.size()));
    const auto digest = md5({content, size, file.subspan(4, 4), bytes_of(magic)});
    if (!std::equal(digest.begin(), digest.end(), file.last(16).begin()))
        return std::nullopt;
    return byte_buffer{content.begin(), content.end()};
}

/// The file name of an account: `data`, `data#2`, `data#3`…
inline std::string file_name(std::string_view account) {
    const auto digest = md5({bytes_of(account)});
    std::string name;
    for (const auto byte : byte_view{digest}.first(8)) {
        constexpr auto digits = "0123456789ABCDEF";
        name += digits[byte & 15];
        name += digits[byte >> 4];
    }
    return name;
}

} // namespace awaitgram::detail::tdata
