// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

/// A payment of which a service message tells. It refers to the message that it came from.
struct payment_info {
    /// Such as "EUR"; "XTR" for stars.
    std::string_view currency{};
    /// In the smallest units of the currency, such as cents; whole stars for "XTR".
    std::int64_t total_amount = 0;
    /// The bytes that the bot gave the invoice; empty for the user.
    std::string_view payload{};
    /// What `refund_star_payment` takes; empty for the user.
    std::string_view charge_id{};
    /// The same at the provider of other payments than stars; empty for the user.
    std::string_view provider_charge_id{};
    /// The chosen way of shipping; empty for none, and for the user.
    std::string_view shipping_option{};
    /// The name of the invoice in its link; empty where it was none, and for the bot.
    std::string_view invoice{};
    /// What the user entered: name, phone, address; null when the invoice asked for nothing, and for the user.
    const api::paymentRequestedInfo* info = nullptr;
    /// Whether it is the first payment of a subscription, or a later one.
    bool first_of_subscription = false;
    bool renews_subscription = false;
    /// Until when a subscription is paid; nothing for other payments.
    std::optional<time_point> paid_until{};
};

/// A payment that was given back. It refers to the message that it came from.
struct refund_info {
    /// Who gets it back, in the Bot API's numbering.
    std::int64_t payer_id = 0;
    /// Such as "EUR"; "XTR" for stars.
    std::string_view currency{};
    /// In the smallest units of the currency, such as cents; whole stars for "XTR".
    std::int64_t total_amount = 0;
    /// The bytes that the bot gave the invoice; empty for the user.
    std::string_view payload{};
    /// The identifier of the payment, and the one at the provider of other payments than stars.
    std::string_view charge_id{};
    std::string_view provider_charge_id{};
};

} // namespace awaitgram
