// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

/// The key that encrypts the secrets of a session; wiped when destroyed.
class session_key {
public:
    /// 32 random bytes. Opening a session is as fast as without encryption.
    explicit session_key(const crypto::secret<32>& bytes) : bytes_(bytes) {}

    /// A passphrase of any length, stretched to slow down guessing: opening a session takes about 0.1 s.
    [[nodiscard]] static session_key from_passphrase(std::string_view text) {
        auto hash = crypto::sha256({bytes_of(text)});
        session_key key{crypto::secret<32>{hash}};
        crypto::wipe(hash);
        key.passphrase_ = true;
        return key;
    }

    [[nodiscard]] bool is_passphrase() const noexcept { return passphrase_; }

    /// The 32 bytes, or the passphrase's SHA-256.
    [[nodiscard]] byte_view bytes() const noexcept { return bytes_; }

private:
    crypto::secret<32> bytes_;
    bool passphrase_ = false;
};

/// How an SQLite session is stored.
struct sqlite_options {
    /// Encrypts keys, salts, access hashes and the values of states; ids, addresses and the update state stay readable.
    std::optional<session_key> key{};
};

} // namespace awaitgram
