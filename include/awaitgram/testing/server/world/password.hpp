// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/srp.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::testing {

/// The data of two-step verification that Telegram stores; never the password itself.
struct password_record {
    byte_buffer salt1{};
    byte_buffer salt2{};
    std::array<std::uint8_t, 256> verifier{};
    std::string hint{};
};

/// The record of a password; nothing when there is no randomness.
[[nodiscard]] inline std::optional<password_record>
record_of_password(std::string_view password, crypto::random_source& random) {
    password_record record;
    record.salt1.resize(8 + 32);
    record.salt2.resize(16);
    if (!random.fill(record.salt1) || !random.fill(record.salt2))
        return std::nullopt;
    record.verifier =
        crypto::password_verifier({record.salt1, record.salt2, 3, crypto::known_prime()}, password);
    return record;
}

} // namespace awaitgram::testing
