// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// A chat that the bot administers was boosted, or its boost changed; updateBotChatBoost.
class chat_boost : public event_of<api::updateBotChatBoost> {
public:
    using event_of::event_of;

    /// The boosted chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw().peer); }

    /// The user who boosts; 0 while a giveaway has no winner.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().boost.user_id.value_or(0));
    }

    /// The boosting user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The boost's identifier.
    [[nodiscard]] std::string_view boost_id() const noexcept { return raw().boost.id; }

    /// When the chat was boosted.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw().boost.date); }

    /// When the boost ends unless it is renewed; a moment in the past when it was taken away.
    [[nodiscard]] time_point expires() const noexcept { return from_unix(raw().boost.expires); }

    /// The number of boosts it counts as.
    [[nodiscard]] std::int32_t count() const noexcept { return raw().boost.multiplier.value_or(1); }

    /// Whether it came with a giveaway.
    [[nodiscard]] bool from_giveaway() const noexcept { return raw().boost.giveaway; }

    /// Whether it came with a gift of Telegram Premium.
    [[nodiscard]] bool from_gift() const noexcept { return raw().boost.gift; }
};

} // namespace awaitgram
