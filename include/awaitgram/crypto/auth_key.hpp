// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cassert>
#include <cstdint>
#include <cstring>

namespace awaitgram::crypto {

/// The secret shared by a client and Telegram: 256 bytes, wiped on destruction.
/// Spec: https://core.telegram.org/mtproto/auth_key
class auth_key {
public:
    /// Takes a big-endian number of at most 256 bytes; a shorter one is padded with leading zeros.
    explicit auth_key(byte_view number) {
        assert(number.size() <= 256);
        number = number.size() <= 256 ? number : number.last(256);
        if (!number.empty())
            std::memcpy(bytes_.end() - number.size(), number.data(), number.size());
        auto hash = sha1({bytes_});
        aux_hash_ = load_le<std::uint64_t>(hash.data());
        id_ = load_le<std::int64_t>(hash.data() + 12);
        wipe(hash);
    }

    /// All 256 bytes.
    [[nodiscard]] byte_view bytes() const noexcept { return bytes_; }

    /// The id of the key on the wire: the last 8 bytes of its SHA-1.
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

    /// The first 8 bytes of its SHA-1, used only in key exchanges.
    [[nodiscard]] std::uint64_t aux_hash() const noexcept { return aux_hash_; }

    /// Compares in constant time.
    friend bool operator==(const auth_key& left, const auth_key& right) noexcept {
        return left.bytes_ == right.bytes_;
    }

private:
    secret<256> bytes_;
    std::int64_t id_ = 0;
    std::uint64_t aux_hash_ = 0;
};

} // namespace awaitgram::crypto
