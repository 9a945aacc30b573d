// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/world/star_ledger.hpp>
#include <awaitgram/testing/server/world/stored_message.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// The refusal of media that are an invoice which the caller must not send. The server knows no currency but stars.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_invoice(const api_call& call, const api::InputMedia& media) {
    const auto* sold = media.get_if<api::inputMediaInvoice>();
    if (sold == nullptr)
        return std::nullopt;
    if (!call.self->bot)
        return refuse(400, "USER_BOT_REQUIRED");
    if (sold->invoice.currency != "XTR")
        return refuse(400, "FIELD_NOT_SUPPORTED_currency");
    if (!sold->provider || !sold->provider->empty())
        return refuse(400, "PAYMENT_PROVIDER_INVALID");
    if (sold->payload.empty() || sold->payload.size() > 128)
        return refuse(400, "INVOICE_PAYLOAD_INVALID");
    if (sold->invoice.prices.empty())
        return refuse(400, "STARS_INVOICE_INVALID");
    constexpr std::int64_t most_stars = 1'000'000;
    std::int64_t total = 0;
    for (const auto& part : sold->invoice.prices) {
        if (part.amount <= 0 || part.amount > most_stars - total)
            return refuse(400, "CURRENCY_TOTAL_AMOUNT_INVALID");
        total += part.amount;
    }
    if (sold->invoice.subscription_period)
        return refuse(400, "FIELD_NOT_SUPPORTED_subscription_period");
    if (sold->extended_media)
        return refuse(400, "FIELD_NOT_SUPPORTED_extended_media");
    return std::nullopt;
}

/// Puts an invoice into a message.
inline void
show_invoice(const api_call& call, const api::inputMediaInvoice& sold, message_extras& extras) {
    auto invoice = std::make_shared<sold_invoice>();
    invoice->bot = call.self->id;
    invoice->media = sold;
    api::messageMediaInvoice shown;
    shown.title = sold.title;
    shown.description = sold.description;
    shown.currency = sold.invoice.currency;
    shown.total_amount = invoice->total();
    if (sold.start_param)
        shown.start_param = *sold.start_param;
    extras.media = std::move(shown);
    extras.invoice = std::move(invoice);
}

/// Sends an invoice of a bot by messages.sendMedia.
template <class Query, class Place>
[[nodiscard]] api_reply send_invoice(
    api_call& call, const Place& to, const Query& query, const api::inputMediaInvoice& sold
) {
    if (auto refused = refusal_of_invoice(call, query.media))
        return *std::move(refused);
    if (query.schedule_date)
        return refuse(400, "FIELD_NOT_SUPPORTED_schedule_date");
    draft message;
    if (auto refused = fill_draft(call, to, query, message))
        return *std::move(refused);
    if (!message.extras)
        message.extras = std::make_shared<message_extras>();
    show_invoice(call, sold, *message.extras);
    return send_or_repeat(call, to, message);
}

} // namespace awaitgram::testing
