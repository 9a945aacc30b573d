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
    /// Where codes for a forgotten password go; empty for nowhere.
    std::string recovery_email{};
};

/// An e-mail address that waits for its confirmation, with the password that is set then, if it is a new one.
struct pending_email {
    std::string address{};
    std::optional<password_record> password{};
};

/// An address with its middle left out: `a***b@example.org`.
[[nodiscard]] inline std::string email_pattern(std::string_view address) {
    const auto at = address.find('@');
    if (at == std::string_view::npos || at == 0)
        return "***";
    std::string shown{address.substr(0, 1)};
    shown += "***";
    if (at > 1)
        shown += address.substr(at - 1, 1);
    shown += address.substr(at);
    return shown;
}

/// Whether a text can be an e-mail address.
[[nodiscard]] inline bool is_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at != 0 &&
           text.find('.', at) != std::string_view::npos && text.back() != '.' &&
           text.find_first_of(" \t\n") == std::string_view::npos &&
           text.find('@', at + 1) == std::string_view::npos;
}

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
