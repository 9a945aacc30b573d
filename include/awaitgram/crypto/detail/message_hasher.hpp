// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/require.hpp>
#include <awaitgram/crypto/detail/spare.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/message_key.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstdint>

namespace awaitgram::crypto::detail {

/// SHA-256 by OpenSSL for the three hashes of one message. Its thread uses the context again for the next message, but keeps nothing
/// of what was hashed.
class message_hasher {
public:
    using contexts = spare<EVP_MD_CTX, EVP_MD_CTX_free, message_hasher>;

    message_hasher() : context_(contexts::take()) {
        if (context_ != nullptr) // has begun, when it was put there
            return;
        context_ = EVP_MD_CTX_new();
        try {
            begin();
        } catch (...) {
            EVP_MD_CTX_free(context_);
            throw;
        }
    }
    message_hasher(const message_hasher&) = delete;
    message_hasher& operator=(const message_hasher&) = delete;
    ~message_hasher() {
        if (empty_)
            contexts::put(context_);
        else
            EVP_MD_CTX_free(context_);
    }

    void add(byte_view bytes) {
        empty_ = false;
        require(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
    }

    /// The digest of all added bytes; the next addition starts a new hash.
    [[nodiscard]] std::array<std::uint8_t, 32> finish() {
        std::array<std::uint8_t, 32> digest;
        require(EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
        begin();
        return digest;
    }

private:
    /// Overwrites the state of the hash before.
    void begin() {
        static const EVP_MD* const function = find_hash("SHA256", EVP_sha256());
        require(context_ != nullptr && EVP_DigestInit_ex(context_, function, nullptr) == 1);
        empty_ = true;
    }

    EVP_MD_CTX* context_;
    bool empty_ = true;
};

/// The message key of a message.
inline message_key
hash_message(message_hasher& hasher, const auth_key& key, byte_view message, direction way) {
    hasher.add(hash_part(key, way));
    hasher.add(message);
    return middle_of(hasher.finish());
}

/// The AES key and iv derived from a message key.
inline message_aes
derive(message_hasher& hasher, const auth_key& key, const message_key& msg_key, direction way) {
    const auto part = key.bytes().subspan(key_offset(way));
    hasher.add(msg_key);
    hasher.add(part.first(36));
    auto a = hasher.finish();
    hasher.add(part.subspan(40, 36));
    hasher.add(msg_key);
    auto b = hasher.finish();
    const auto aes = join_message_aes(a, b);
    wipe(a);
    wipe(b);
    return aes;
}

} // namespace awaitgram::crypto::detail
