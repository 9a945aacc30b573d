// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace awaitgram::mtproto::detail {

/// The AES key and iv for both Diffie-Hellman messages of a key exchange; wiped on destruction.
struct exchange_aes {
    crypto::aes_key key{};
    crypto::ige_iv iv{};

    exchange_aes() = default;
    exchange_aes(const exchange_aes&) = delete;
    exchange_aes& operator=(const exchange_aes&) = delete;
    ~exchange_aes() { wipe(); }

    void wipe() noexcept {
        crypto::wipe(key);
        crypto::wipe(iv);
    }

    /// All bytes of the nonces are used, including leading zeros.
    void derive(const nonce128& server_nonce, const nonce256& new_nonce) {
        auto new_server = crypto::sha1({new_nonce, server_nonce});
        auto server_new = crypto::sha1({server_nonce, new_nonce});
        auto new_new = crypto::sha1({new_nonce, new_nonce});
        std::memcpy(key.data(), new_server.data(), 20);
        std::memcpy(key.data() + 20, server_new.data(), 12);
        std::memcpy(iv.data(), server_new.data() + 12, 8);
        std::memcpy(iv.data() + 8, new_new.data(), 20);
        std::memcpy(iv.data() + 28, new_nonce.data(), 4);
        crypto::wipe(new_server);
        crypto::wipe(server_new);
        crypto::wipe(new_new);
    }
};

/// `new_nonce_hash1`, `2` or `3`, by which the server proves that it has the same key.
[[nodiscard]] inline nonce128
new_nonce_hash(const nonce256& new_nonce, std::uint8_t number, std::uint64_t aux_hash) {
    std::uint8_t tail[9] = {number};
    store_le(tail + 1, aux_hash);
    const auto hash = crypto::sha1({new_nonce, byte_view{tail}});
    nonce128 last;
    std::copy(hash.begin() + 4, hash.end(), last.begin());
    return last;
}

/// The first salt of a new key.
[[nodiscard]] inline std::int64_t
first_salt(const nonce256& new_nonce, const nonce128& server_nonce) noexcept {
    return load_le<std::int64_t>(new_nonce.data()) ^ load_le<std::int64_t>(server_nonce.data());
}

} // namespace awaitgram::mtproto::detail
