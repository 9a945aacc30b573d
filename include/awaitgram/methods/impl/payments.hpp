// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/calling.hpp>
#include <awaitgram/methods/detail/checked_text.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/outgoing.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/payments.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/error.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::string>
export_invoice_now(const self_info* account, api::payments::exportInvoice request) {
    const auto exported = co_await rpc::invoke(*account->access.calls, request);
    co_return exported->url.str();
}

[[nodiscard]] inline awaitable<void>
refund_now(const self_info* account, chat_query user, std::string charge_id) {
    api::payments::refundStarsCharge request{};
    request.charge_id = charge_id;
    request.user_id = co_await user_asked_for(account, std::move(user));
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

/// The form of a payment: its number, and its price in stars.
struct star_form {
    std::int64_t id = 0;
    std::int64_t stars = 0;
};

/// The sum of a price and a part of it; the largest number for one that is larger.
[[nodiscard]] inline std::int64_t with_part(std::int64_t price, std::int64_t part) noexcept {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (part > 0 && price > most - part)
        return most;
    return part < 0 && price < std::numeric_limits<std::int64_t>::min() - part ? most
                                                                               : price + part;
}

[[nodiscard]] inline star_form read_form(const api::payments::PaymentForm& form) {
    return form.visit([](const auto& one) {
        if (one.invoice.currency != "XTR")
            refuse_setting(bot_errc::not_in_stars, one.invoice.currency);
        star_form read;
        read.id = one.form_id;
        for (const auto& part : one.invoice.prices)
            read.stars = with_part(read.stars, part.amount);
        return read;
    });
}

/// Whether it was paid, or must be confirmed first.
[[nodiscard]] inline payment_outcome outcome_of(const api::payments::PaymentResult& result) {
    const auto* waits = result.get_if<api::payments::paymentVerificationNeeded>();
    if (waits == nullptr)
        return {};
    if (waits->url.empty()) // paid it is not
        throw std::system_error(make_error_code(rpc::errc::malformed_answer));
    return payment_outcome{waits->url.str()};
}

/// Fetches a form and sends it at once: forms expire.
[[nodiscard]] inline awaitable<payment_outcome>
pay_now(const self_info* account, api::InputInvoice invoice, std::int64_t pay_up_to) {
    const auto access = account->access;
    for (auto first = true;; first = false) {
        api::payments::getPaymentForm asked{};
        asked.invoice = invoice;
        const auto answer = co_await rpc::invoke(*access.calls, asked);
        const auto form = read_form(*answer);
        if (form.stars > pay_up_to)
            refuse_setting(bot_errc::price_too_high, std::to_string(form.stars) + " stars");
        api::payments::sendStarsForm paid{};
        paid.form_id = form.id;
        paid.invoice = invoice;
        const auto result = co_await rpc::try_invoke(*access.calls, paid);
        if (result)
            co_return outcome_of(**result);
        // A form is paid once: that it was sent before means that an answer was lost.
        if (result.error() == errors::FORM_SUBMIT_DUPLICATE)
            co_return payment_outcome{};
        if (!first || !(result.error() == errors::FORM_EXPIRED))
            throw rpc_error{result.error()};
    }
}

[[nodiscard]] inline awaitable<payment_outcome> pay_message_now(
    const self_info* account, chat_query chat, std::int32_t message_id, std::int64_t pay_up_to
) {
    const auto where = co_await resolved(account, std::move(chat));
    api::inputInvoiceMessage invoice{};
    invoice.peer = where.input;
    invoice.msg_id = message_id;
    auto paying = pay_now(account, std::move(invoice), pay_up_to);
    co_return co_await std::move(paying);
}

/// The name of an invoice in a link: `t.me/$NAME`, `t.me/invoice/NAME`, `tg://invoice?slug=NAME`, or the name itself.
[[nodiscard]] inline std::string_view invoice_name(std::string_view link) {
    for (const std::string_view before : {"/$", "/invoice/", "slug="})
        if (const auto at = link.find(before); at != std::string_view::npos)
            link.remove_prefix(at + before.size());
    link = link.substr(0, link.find_first_of("?&#/"));
    if (link.starts_with('$'))
        link.remove_prefix(1);
    return link;
}

[[nodiscard]] inline awaitable<star_amount>
balance_now(const self_info* account, chat_query owner, bool ton) {
    const auto where = co_await resolved(account, std::move(owner));
    api::payments::getStarsStatus request{};
    request.peer = where.input;
    request.ton = ton;
    const auto status = co_await rpc::invoke(*account->access.calls, request);
    co_return star_amount{status->balance};
}

[[nodiscard]] inline awaitable<star_transactions::page> transactions_page(
    const self_info* account,
    chat_query owner,
    transaction_options options,
    std::string offset,
    std::int32_t limit
) {
    const auto where = co_await resolved(account, std::move(owner));
    api::payments::getStarsTransactions request{};
    request.inbound = options.direction == payment_direction::received;
    request.outbound = options.direction == payment_direction::spent;
    request.ascending = options.oldest_first;
    request.ton = options.ton;
    request.peer = where.input;
    request.offset = offset;
    request.limit = limit;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    const auto& status = *kept->kept;
    star_transactions::page page;
    if (status.history)
        for (const auto& each : *status.history)
            page.items.emplace_back(kept, each);
    if (status.next_offset)
        page.next = status.next_offset->str();
    co_return page;
}

[[nodiscard]] inline awaitable<std::vector<star_gift>> catalogue_now(const self_info* account) {
    const api::payments::getStarGifts request{};
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<star_gift> gifts;
    const auto& all = *kept->kept;
    if (const auto* list = all.get_if<api::payments::starGifts>())
        for (const auto& each : list->gifts)
            gifts.emplace_back(kept, each);
    co_return gifts;
}

[[nodiscard]] inline awaitable<payment_outcome> send_gift_now(
    const self_info* account,
    chat_query to,
    api::inputInvoiceStarGift invoice,
    std::int64_t pay_up_to
) {
    const auto where = co_await resolved(account, std::move(to));
    invoice.peer = where.input;
    auto paying = pay_now(account, std::move(invoice), pay_up_to);
    co_return co_await std::move(paying);
}

[[nodiscard]] inline awaitable<received_gifts::page> gifts_page(
    const self_info* account,
    chat_query owner,
    received_gift_options options,
    std::string offset,
    std::int32_t limit
) {
    const auto where = co_await resolved(account, std::move(owner));
    api::payments::getSavedStarGifts request{};
    request.exclude_unsaved = options.without_hidden;
    request.exclude_saved = options.without_shown;
    request.exclude_unlimited = options.without_unlimited;
    request.exclude_unique = options.without_unique;
    request.sort_by_value = options.by_value;
    request.peer = where.input;
    request.offset = offset;
    request.limit = limit;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    const auto& list = *kept->kept;
    received_gifts::page page;
    for (const auto& each : list.gifts)
        page.items.emplace_back(kept, each, where.id);
    page.total = list.count;
    if (list.next_offset)
        page.next = list.next_offset->str();
    co_return page;
}

/// How requests name a received gift.
[[nodiscard]] inline awaitable<api::InputSavedStarGift>
input_gift(const self_info* account, gift_ref gift) {
    if (gift.saved_id() == 0) {
        api::inputSavedStarGiftUser own{};
        own.msg_id = gift.message_id();
        co_return own;
    }
    const chat_ref owner{gift.owner_id()};
    chat_query asked{owner};
    const auto where = co_await resolved(account, std::move(asked));
    api::inputSavedStarGiftChat of_channel{};
    of_channel.peer = where.input;
    of_channel.saved_id = gift.saved_id();
    co_return of_channel;
}

template <class Request>
[[nodiscard]] awaitable<void>
change_gift_now(const self_info* account, gift_ref gift, Request request) {
    request.stargift = co_await input_gift(account, gift);
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

/// Calls a method that may be free; false when it must be paid for.
template <class Request>
[[nodiscard]] awaitable<bool> done_for_free(const self_info* account, Request request) {
    const auto answer = co_await rpc::try_invoke(*account->access.calls, request);
    if (answer)
        co_return true;
    if (answer.error() == errors::PAYMENT_REQUIRED)
        co_return false;
    throw rpc_error{answer.error()};
}

[[nodiscard]] inline awaitable<payment_outcome>
upgrade_now(const self_info* account, gift_ref gift, gift_change_options options) {
    api::payments::upgradeStarGift request{};
    request.keep_original_details = options.keep_details;
    request.stargift = co_await input_gift(account, gift);
    auto trying = done_for_free(account, request);
    const auto done = co_await std::move(trying);
    if (done)
        co_return payment_outcome{};
    api::inputInvoiceStarGiftUpgrade invoice{};
    invoice.keep_original_details = options.keep_details;
    invoice.stargift = std::move(request.stargift);
    auto paying = pay_now(account, std::move(invoice), options.pay_up_to);
    co_return co_await std::move(paying);
}

[[nodiscard]] inline awaitable<payment_outcome>
transfer_now(const self_info* account, gift_ref gift, chat_query to, gift_change_options options) {
    const auto where = co_await resolved(account, std::move(to));
    api::payments::transferStarGift request{};
    request.to_id = where.input;
    request.stargift = co_await input_gift(account, gift);
    auto trying = done_for_free(account, request);
    const auto done = co_await std::move(trying);
    if (done)
        co_return payment_outcome{};
    api::inputInvoiceStarGiftTransfer invoice{};
    invoice.stargift = std::move(request.stargift);
    invoice.to_id = std::move(request.to_id);
    auto paying = pay_now(account, std::move(invoice), options.pay_up_to);
    co_return co_await std::move(paying);
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
payment_methods::send_invoice(chat_ref chat, const invoice& what, send_options options) const {
    api::messages::sendMedia request{};
    request.media = what.raw();
    detail::outgoing sent(&account(), chat, options);
    return detail::send_now(std::move(sent), detail::outgoing_text{}, std::move(request));
}

AWAITGRAM_DECL awaitable<std::string> payment_methods::create_invoice_link(const invoice& what
) const {
    api::payments::exportInvoice request{};
    request.invoice_media = what.raw();
    return detail::export_invoice_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void>
payment_methods::refund_star_payment(chat_ref user, std::string_view charge_id) const {
    return detail::refund_now(&account(), chat_query{user}, std::string{charge_id});
}

AWAITGRAM_DECL awaitable<payment_outcome>
payment_methods::pay_invoice(chat_ref chat, std::int32_t message_id, std::int64_t pay_up_to) const {
    return detail::pay_message_now(&account(), chat_query{chat}, message_id, pay_up_to);
}

AWAITGRAM_DECL awaitable<payment_outcome>
payment_methods::pay_invoice_link(std::string_view link, std::int64_t pay_up_to) const {
    api::inputInvoiceSlug invoice{};
    invoice.slug = detail::invoice_name(link);
    return detail::pay_now(&account(), std::move(invoice), pay_up_to);
}

AWAITGRAM_DECL awaitable<star_amount> payment_methods::get_stars_balance(chat_ref owner) const {
    return detail::balance_now(&account(), chat_query{owner}, false);
}

AWAITGRAM_DECL awaitable<star_amount> payment_methods::get_ton_balance(chat_ref owner) const {
    return detail::balance_now(&account(), chat_query{owner}, true);
}

AWAITGRAM_DECL awaitgram::star_transactions
payment_methods::star_transactions(chat_ref owner, transaction_options options) const {
    return {
        [self = &account(), asked = chat_query{owner}, options](
            std::string offset, std::int32_t limit
        ) { return detail::transactions_page(self, asked, options, std::move(offset), limit); },
        options.limit};
}

AWAITGRAM_DECL awaitable<std::vector<star_gift>> payment_methods::get_star_gifts() const {
    return detail::catalogue_now(&account());
}

AWAITGRAM_DECL awaitable<payment_outcome>
payment_methods::send_gift(chat_ref to, std::int64_t gift_id, gift_options options) const {
    api::inputInvoiceStarGift invoice{};
    invoice.hide_name = options.hide_name;
    invoice.include_upgrade = options.with_upgrade;
    invoice.gift_id = gift_id;
    if (!options.text.empty()) {
        auto content = detail::read_text(options.text);
        api::textWithEntities shown{};
        shown.text = content.chars;
        shown.entities = std::move(content.entities);
        invoice.message = std::move(shown);
    }
    return detail::send_gift_now(&account(), chat_query{to}, std::move(invoice), options.pay_up_to);
}

AWAITGRAM_DECL awaitgram::received_gifts
payment_methods::received_gifts(chat_ref owner, received_gift_options options) const {
    return {
        [self = &account(), asked = chat_query{owner}, options](
            std::string offset, std::int32_t limit
        ) { return detail::gifts_page(self, asked, options, std::move(offset), limit); },
        options.limit};
}

AWAITGRAM_DECL awaitable<void> payment_methods::save_gift(gift_ref gift) const {
    return detail::change_gift_now(&account(), gift, api::payments::saveStarGift{});
}

AWAITGRAM_DECL awaitable<void> payment_methods::hide_gift(gift_ref gift) const {
    api::payments::saveStarGift request{};
    request.unsave = true;
    return detail::change_gift_now(&account(), gift, std::move(request));
}

AWAITGRAM_DECL awaitable<void> payment_methods::convert_gift(gift_ref gift) const {
    return detail::change_gift_now(&account(), gift, api::payments::convertStarGift{});
}

AWAITGRAM_DECL awaitable<payment_outcome>
payment_methods::upgrade_gift(gift_ref gift, gift_change_options options) const {
    return detail::upgrade_now(&account(), gift, options);
}

AWAITGRAM_DECL awaitable<payment_outcome>
payment_methods::transfer_gift(gift_ref gift, chat_ref to, gift_change_options options) const {
    return detail::transfer_now(&account(), gift, chat_query{to}, options);
}

} // namespace awaitgram
