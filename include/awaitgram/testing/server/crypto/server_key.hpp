// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>

#include <cstdint>

namespace awaitgram::testing {

/// Generates a key whose fingerprint has no leading zero: some clients compare fingerprints as text without them.
[[nodiscard]] inline crypto::rsa_private_key make_server_key() {
    for (;;) {
        auto key = crypto::rsa_private_key::generate();
        if (static_cast<std::uint64_t>(key.public_key().fingerprint()) >> 60 != 0)
            return key;
    }
}

} // namespace awaitgram::testing
