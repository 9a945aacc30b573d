// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// A user is about to pay an invoice of the bot, which must say within 10 seconds whether it may; updateBotPrecheckoutQuery.
class pre_checkout_query : public event_of<api::updateBotPrecheckoutQuery> {
public:
    using event_of::event_of;

    /// The query's identifier.
    [[nodiscard]] std::int64_t id() const noexcept { return raw().query_id; }

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The bytes that the bot gave the invoice.
    [[nodiscard]] std::string_view payload() const noexcept {
        return detail::text_of_bytes(raw().payload);
    }

    /// The currency, such as "EUR"; "XTR" for stars.
    [[nodiscard]] std::string_view currency() const noexcept { return raw().currency; }

    /// The price in the smallest units of the currency, such as cents; whole stars for "XTR".
    [[nodiscard]] std::int64_t total_amount() const noexcept { return raw().total_amount; }

    /// The chosen way of shipping; empty for none.
    [[nodiscard]] std::string_view shipping_option() const noexcept {
        return raw().shipping_option_id ? raw().shipping_option_id->view() : std::string_view{};
    }

    /// What the user entered: name, phone, address; null when the invoice asked for nothing.
    [[nodiscard]] const api::paymentRequestedInfo* info() const noexcept {
        return raw().info ? &*raw().info : nullptr;
    }
};

/// A user entered an address for an invoice of the bot with a flexible price; updateBotShippingQuery.
class shipping_query : public event_of<api::updateBotShippingQuery> {
public:
    using event_of::event_of;

    /// The query's identifier.
    [[nodiscard]] std::int64_t id() const noexcept { return raw().query_id; }

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The bytes that the bot gave the invoice.
    [[nodiscard]] std::string_view payload() const noexcept {
        return detail::text_of_bytes(raw().payload);
    }

    /// The address.
    [[nodiscard]] const api::postAddress& address() const noexcept {
        return raw().shipping_address;
    }
};

} // namespace awaitgram
