// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

/// What the secrets of a session are encrypted with; wiped in the end.
class session_key {
public:
    /// 32 random bytes, from wherever the machine keeps its secrets: opening takes no time.
    explicit session_key(const crypto::secret<32>& bytes) : bytes_(bytes) {}

    /// A passphrase of any length, which is stretched so that guesses are slow: opening takes a tenth of a second.
    [[nodiscard]] static session_key from_passphrase(std::string_view text) {
        auto hash = crypto::sha256({bytes_of(text)});
        session_key made{crypto::secret<32>{hash}};
        crypto::wipe(hash);
        made.passphrase_ = true;
        return made;
    }

    [[nodiscard]] bool is_passphrase() const noexcept { return passphrase_; }

    /// The 32 bytes, or the passphrase's SHA-256.
    [[nodiscard]] byte_view bytes() const noexcept { return bytes_; }

private:
    crypto::secret<32> bytes_;
    bool passphrase_ = false;
};

/// How an SQLite session is kept.
struct sqlite_options {
    /// Encrypts keys, salts and access hashes; ids, addresses and the update state stay readable.
    std::optional<session_key> key{};
};

} // namespace awaitgram
