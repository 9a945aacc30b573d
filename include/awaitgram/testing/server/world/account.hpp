// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram::testing {

/// The data of two-step verification that Telegram stores; never the password itself.
struct password_record {
    byte_buffer salt1{};
    byte_buffer salt2{};
    std::array<std::uint8_t, 256> verifier{};
    std::string hint{};
};

/// A user or a bot.
struct account {
    std::int64_t id{};
    bool bot{};
    std::string first_name{};
    std::string last_name{};
    std::string username{};
    /// Digits only; empty for bots.
    std::string phone{};
    /// The part of a bot token after the colon.
    std::string token_secret{};
    std::optional<password_record> password{};
    std::int32_t online_until{};
    std::int32_t last_seen{};
    mailbox box{};
};

} // namespace awaitgram::testing
