// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// An invoice of a bot, in stars unless another currency is set: `invoice("Coffee", "A cup of coffee", "order 15").price("cup", 50)`.
///
/// The payload, 1 to 128 bytes, comes back with the payment and is not shown to the user.
class invoice {
public:
    invoice(std::string_view title, std::string_view description, std::string_view payload);

    /// Adds a part of the price; the user pays the sum. Whole stars, or the smallest units of another currency, such as cents.
    invoice& price(std::string_view label, std::int64_t amount);

    /// Another currency than stars, such as "EUR", with the token of its payment provider.
    invoice& in(std::string_view currency, std::string_view provider_token);

    /// A picture of the goods, at an address.
    invoice& photo(std::string_view url);

    /// What the user is asked for; not in stars.
    invoice& ask_name();
    invoice& ask_phone();
    invoice& ask_email();
    invoice& ask_address();
    /// The price depends on the address: Telegram asks the bot by a shipping_query.
    invoice& flexible();

    /// A subscription in stars that is renewed after this time; Telegram allows thirty days.
    invoice& every(std::chrono::seconds period);

    /// The parameter by which a forwarded invoice starts the bot; without it, everyone can pay the forwarded invoice.
    invoice& start_parameter(std::string_view parameter);

    /// Data for the payment provider, as JSON.
    invoice& provider_data(std::string_view json);

    /// The sum of the prices.
    [[nodiscard]] std::int64_t total() const noexcept;

    /// The invoice as Telegram's schema describes it, which can be sent and exported.
    ///
    /// Errors: std::system_error with bot_errc or text_errc for what Telegram does not allow.
    [[nodiscard]] api::inputMediaInvoice raw() const;

private:
    api::inputMediaInvoice raw_{};
};

} // namespace awaitgram
