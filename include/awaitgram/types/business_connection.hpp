// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// A business account connected the bot, changed its rights or disconnected it; updateBotBusinessConnect.
class business_connection : public event_of<api::updateBotBusinessConnect> {
public:
    using event_of::event_of;

    /// The connection's identifier, which its messages name.
    [[nodiscard]] std::string_view id() const noexcept { return raw().connection.connection_id; }

    /// The business account.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().connection.user_id);
    }

    /// The business account's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// Whether the connection is in use; false after the bot was disconnected.
    [[nodiscard]] bool enabled() const noexcept { return !raw().connection.disabled; }

    /// Whether the bot may write in chats that were active within a day.
    [[nodiscard]] bool can_reply() const noexcept {
        const auto& rights = raw().connection.rights;
        return enabled() && rights && rights->reply;
    }

    /// The rights that the bot has; null for none.
    [[nodiscard]] const api::businessBotRights* rights() const noexcept {
        const auto& rights = raw().connection.rights;
        return rights ? &*rights : nullptr;
    }

    /// The data centre that requests for the connection must be sent to.
    [[nodiscard]] std::int32_t dc() const noexcept { return raw().connection.dc_id; }

    /// When the bot was connected.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw().connection.date); }
};

} // namespace awaitgram
