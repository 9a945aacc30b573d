// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

namespace api {
struct updateBotPurchasedPaidMedia; // not in older layers
} // namespace api

/// A user bought paid media of the bot; updateBotPurchasedPaidMedia.
class purchased_media : public event_of<api::updateBotPurchasedPaidMedia> {
public:
    using event_of::event_of;

    /// The buyer.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return visit<std::int64_t>([](const auto& raw) {
            return detail::dialog_of_user(raw.user_id);
        });
    }

    /// The buyer's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The text that the bot gave the media when it sent them.
    [[nodiscard]] std::string_view payload() const noexcept {
        return visit<std::string_view>([](const auto& raw) { return raw.payload.view(); });
    }
};

} // namespace awaitgram
