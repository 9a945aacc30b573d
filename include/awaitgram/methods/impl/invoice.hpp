// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/checked_text.hpp>
#include <awaitgram/methods/invoice.hpp>

#include <utility>

namespace awaitgram {

AWAITGRAM_DECL
invoice::invoice(std::string_view title, std::string_view description, std::string_view payload) {
    raw_.title = title;
    raw_.description = description;
    raw_.payload = tl::bytes{payload};
    raw_.invoice.currency = "XTR";
    raw_.provider_data.data = "{}";
    // In stars, there is no provider; the field must be there nevertheless.
    raw_.provider = tl::string{};
}

AWAITGRAM_DECL invoice& invoice::price(std::string_view label, std::int64_t amount) {
    api::labeledPrice part{};
    part.label = label;
    part.amount = amount;
    raw_.invoice.prices.push_back(std::move(part));
    return *this;
}

AWAITGRAM_DECL invoice& invoice::in(std::string_view currency, std::string_view provider_token) {
    raw_.invoice.currency = currency;
    raw_.provider = tl::string{provider_token};
    return *this;
}

AWAITGRAM_DECL invoice& invoice::photo(std::string_view url) {
    api::inputWebDocument picture{};
    picture.url = url;
    picture.mime_type = "image/jpeg";
    raw_.photo = std::move(picture);
    return *this;
}

AWAITGRAM_DECL invoice& invoice::ask_name() {
    raw_.invoice.name_requested = true;
    return *this;
}
AWAITGRAM_DECL invoice& invoice::ask_phone() {
    raw_.invoice.phone_requested = true;
    return *this;
}
AWAITGRAM_DECL invoice& invoice::ask_email() {
    raw_.invoice.email_requested = true;
    return *this;
}
AWAITGRAM_DECL invoice& invoice::ask_address() {
    raw_.invoice.shipping_address_requested = true;
    return *this;
}
AWAITGRAM_DECL invoice& invoice::flexible() {
    raw_.invoice.flexible = true;
    return *this;
}

AWAITGRAM_DECL invoice& invoice::every(std::chrono::seconds period) {
    raw_.invoice.subscription_period = static_cast<std::int32_t>(period.count());
    return *this;
}

AWAITGRAM_DECL invoice& invoice::start_parameter(std::string_view parameter) {
    raw_.start_param = tl::string{parameter};
    return *this;
}

AWAITGRAM_DECL invoice& invoice::provider_data(std::string_view json) {
    raw_.provider_data.data = json;
    return *this;
}

AWAITGRAM_DECL std::int64_t invoice::total() const noexcept {
    std::int64_t sum = 0;
    for (const auto& part : raw_.invoice.prices)
        sum += part.amount;
    return sum;
}

AWAITGRAM_DECL api::inputMediaInvoice invoice::raw() const {
    detail::require_length(raw_.title, 1, 32, bot_errc::invalid_invoice);
    detail::require_length(raw_.description, 1, 255, bot_errc::invalid_invoice);
    if (raw_.payload.empty() || raw_.payload.size() > 128)
        detail::refuse_setting(bot_errc::invalid_payload, raw_.title);
    if (total() <= 0)
        detail::refuse_setting(bot_errc::no_price, raw_.title);
    return raw_;
}

} // namespace awaitgram
