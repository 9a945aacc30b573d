// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

namespace detail {

/// What the queries about invoices of the bot have in common.
template <class Raw>
class payment_query_of : public event_of<Raw> {
public:
    using event_of<Raw>::event_of;

    /// The query's identifier.
    [[nodiscard]] std::int64_t id() const noexcept { return this->raw().query_id; }

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(this->raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The bytes that the bot gave the invoice.
    [[nodiscard]] std::string_view payload() const noexcept {
        return detail::text_of_bytes(this->raw().payload);
    }
};

} // namespace detail

/// A user is about to pay an invoice of the bot, which must say within 10 seconds whether it may; updateBotPrecheckoutQuery.
class pre_checkout_query : public detail::payment_query_of<api::updateBotPrecheckoutQuery> {
public:
    using payment_query_of::payment_query_of;

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

    /// Lets the user pay.
    ///
    /// Errors: rpc_error when Telegram refuses, as after 10 seconds; std::system_error when the link breaks. std::logic_error without an
    ///         account.
    [[nodiscard]] awaitable<void> accept() const;

    /// Refuses the payment with a reason that is shown to the user; errors as above.
    [[nodiscard]] awaitable<void> refuse(std::string_view reason) const;
};

/// A user entered an address for an invoice of the bot with a flexible price; updateBotShippingQuery.
class shipping_query : public detail::payment_query_of<api::updateBotShippingQuery> {
public:
    using payment_query_of::payment_query_of;

    /// The address.
    [[nodiscard]] const api::postAddress& address() const noexcept {
        return raw().shipping_address;
    }

    /// Offers ways of shipping, each with its price; errors as for pre_checkout_query.
    [[nodiscard]] awaitable<void> accept(const tl::vector<api::shippingOption>& options) const;

    /// Refuses to ship, with a reason that is shown to the user; errors as above.
    [[nodiscard]] awaitable<void> refuse(std::string_view reason) const;
};

} // namespace awaitgram
