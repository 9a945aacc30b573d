// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>

namespace awaitgram {

/// A user blocked the bot, or let it write again; updateBotStopped.
class bot_stopped : public event_of<api::updateBotStopped> {
public:
    using event_of::event_of;

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The private chat with the user.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return user_id(); }

    /// Whether the bot is blocked now; false after it was unblocked.
    [[nodiscard]] bool stopped() const noexcept { return raw().stopped; }

    /// When that was.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw().date); }
};

} // namespace awaitgram
