// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/gifts.hpp>
#include <awaitgram/testing/server/api/invoices.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>
#include <awaitgram/testing/server/world/star_ledger.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::exportInvoice& query) {
    const auto* sold = query.invoice_media.get_if<api::inputMediaInvoice>();
    if (sold == nullptr)
        return refuse(400, "INVOICE_INVALID");
    if (auto refused = refusal_of_invoice(call, query.invoice_media))
        return *std::move(refused);
    auto invoice = std::make_shared<sold_invoice>();
    invoice->bot = call.self->id;
    invoice->media = *sold;
    auto name = call.accounts.unique_text();
    api::payments::exportedInvoice exported;
    exported.url = tl::string{"https://t.me/$" + name};
    call.accounts.stars().links()[std::move(name)] = std::move(invoice);
    return answer(exported);
}

/// The form for what a user wants to pay for.
[[nodiscard]] inline result<star_form, api_refusal>
form_for(api_call& call, const api::InputInvoice& asked) {
    auto& stars = call.accounts.stars();
    star_form form;
    form.payer = call.self->id;
    form.date = call.date();
    form.asked = asked;
    if (const auto* in_message = asked.get_if<api::inputInvoiceMessage>()) {
        const auto where = place_named(call, in_message->peer);
        if (!where)
            return failure{where.error()};
        const auto* message =
            message_in(call.accounts, *call.self, where->dialog(), in_message->msg_id);
        if (message == nullptr || !message->extras || !message->extras->invoice)
            return refuse(400, "MESSAGE_ID_INVALID");
        form.invoice = message->extras->invoice;
        form.amount = form.invoice->total();
    } else if (const auto* linked = asked.get_if<api::inputInvoiceSlug>()) {
        const auto known = stars.links().find(linked->slug.str());
        if (known == stars.links().end())
            return refuse(400, "SLUG_INVALID");
        form.invoice = known->second;
        form.amount = form.invoice->total();
    } else if (const auto* gift = asked.get_if<api::inputInvoiceStarGift>()) {
        const auto* offered = stars.find_gift(gift->gift_id);
        const auto* to = user_of(call, gift->peer);
        if (offered == nullptr)
            return refuse(400, "STARGIFT_INVALID");
        if (to == nullptr || to->bot)
            return refuse(400, "STARGIFT_PEER_INVALID");
        form.amount = offered->stars;
        if (gift->include_upgrade)
            form.amount += offered->upgrade_stars.value_or(0);
    } else if (const auto* upgrade = asked.get_if<api::inputInvoiceStarGiftUpgrade>()) {
        const auto* owned = gift_named(call, upgrade->stargift);
        if (owned == nullptr)
            return refuse(400, "STARGIFT_NOT_FOUND");
        const auto* plain = owned->saved.gift.get_if<api::starGift>();
        if (plain == nullptr)
            return refuse(400, "STARGIFT_ALREADY_UPGRADED");
        form.amount = plain->upgrade_stars.value_or(0);
    } else if (const auto* given = asked.get_if<api::inputInvoiceStarGiftTransfer>()) {
        const auto* owned = gift_named(call, given->stargift);
        const auto* to = user_of(call, given->to_id);
        if (owned == nullptr || !owned->saved.gift.is<api::starGiftUnique>())
            return refuse(400, "STARGIFT_NOT_FOUND");
        if (to == nullptr || to->bot || to == call.self)
            return refuse(400, "PEER_ID_INVALID");
        form.amount = transfer_price;
    } else {
        return refuse(400, "INVOICE_INVALID");
    }
    return form;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::getPaymentForm& query) {
    auto form = form_for(call, query.invoice);
    if (!form)
        return failure{form.error()};
    const auto id = call.accounts.unique_number();
    api::invoice shown;
    shown.currency = "XTR";
    if (form->invoice) {
        shown.prices = form->invoice->media.invoice.prices;
    } else {
        api::labeledPrice price;
        price.label = "gift";
        price.amount = form->amount;
        shown.prices.push_back(std::move(price));
    }
    const auto invoice = form->invoice;
    call.accounts.stars().forms()[id] = *std::move(form);
    if (!invoice) {
        api::payments::paymentFormStarGift gift;
        gift.form_id = id;
        gift.invoice = std::move(shown);
        return answer(api::payments::PaymentForm{std::move(gift)});
    }
    api::payments::paymentFormStars in_stars;
    in_stars.form_id = id;
    in_stars.bot_id = invoice->bot;
    in_stars.title = invoice->media.title;
    in_stars.description = invoice->media.description;
    in_stars.invoice = std::move(shown);
    in_stars.users.push_back(call.own_view().user(*call.accounts.find(invoice->bot)));
    return answer(api::payments::PaymentForm{std::move(in_stars)});
}

/// A user pays by a form. The bot of an invoice is asked first; the call is answered when it has answered.
[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::sendStarsForm& query) {
    constexpr std::int32_t most_seconds = 600;
    auto& stars = call.accounts.stars();
    const auto known = stars.forms().find(query.form_id);
    if (known == stars.forms().end() || known->second.payer != call.self->id)
        return refuse(400, "FORM_ID_EMPTY");
    auto& form = known->second;
    if (form.used)
        return refuse(400, "FORM_SUBMIT_DUPLICATE");
    if (tl::encoded(form.asked) != tl::encoded(query.invoice))
        return refuse(400, "INVOICE_INVALID");
    if (call.date() - form.date > most_seconds)
        return refuse(400, "FORM_EXPIRED");
    if (stars.balance(call.self->id) < form.amount)
        return refuse(400, "BALANCE_TOO_LOW");
    form.used = true;
    if (!form.invoice)
        return hand_over(call, form);
    api::updateBotPrecheckoutQuery asked;
    asked.query_id = call.accounts.unique_number() + (std::int64_t{1} << 45);
    asked.user_id = call.self->id;
    asked.payload = form.invoice->media.payload;
    asked.currency = "XTR";
    asked.total_amount = form.amount;
    stars.checkouts()[asked.query_id] = query.form_id;
    call.awaited = asked.query_id;
    auto changes = call.changes();
    changes.push(form.invoice->bot, std::move(asked), {call.self->id});
    call.deliver(changes);
    return byte_buffer{};
}

/// A bot says whether a user may pay.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::setBotPrecheckoutResults& query) {
    auto& stars = call.accounts.stars();
    const auto pending = stars.checkouts().find(query.query_id);
    if (pending == stars.checkouts().end())
        return refuse(400, "QUERY_ID_INVALID");
    auto& form = stars.forms()[pending->second];
    if (form.invoice->bot != call.self->id)
        return refuse(400, "QUERY_ID_INVALID");
    if (query.success == query.error.has_value())
        return refuse(400, "ERROR_TEXT_EMPTY");
    const auto query_id = pending->first;
    stars.checkouts().erase(pending);
    form.answered = true;
    if (!query.success) {
        form.problem = query.error->str();
        call.late_answers.emplace_back(query_id, refuse(406, "PRECHECKOUT_FAILED"));
        return answer(true);
    }
    auto& payer = *call.accounts.find(form.payer);
    if (stars.balance(payer.id) < form.amount) {
        call.late_answers.emplace_back(query_id, refuse(400, "BALANCE_TOO_LOW"));
        return answer(true);
    }
    const auto charge = "charge-" + call.accounts.unique_text();
    const auto& sold = form.invoice->media;
    star_charge paid;
    paid.payer = payer.id;
    paid.bot = call.self->id;
    paid.amount = form.amount;
    paid.payload = sold.payload;
    paid.title = sold.title.str();
    form.paid = true;
    stars.move(payer.id, call.self->id, form.amount, charge, call.date(), paid.title, sold.payload);
    stars.charges()[charge] = std::move(paid);
    api::messageActionPaymentSentMe action;
    action.currency = "XTR";
    action.total_amount = form.amount;
    action.payload = sold.payload;
    action.charge.id = tl::string{charge};
    auto changes = call.changes();
    announce(changes, payer, call.self->id, std::move(action));
    call.publish(changes);
    call.late_answers.emplace_back(query_id, payment_done(call));
    return answer(true);
}

/// A bot gives the stars of a payment back.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::payments::refundStarsCharge& query) {
    auto& stars = call.accounts.stars();
    auto* user = user_named(call, query.user_id);
    if (user == nullptr || user->bot)
        return refuse(400, "USER_ID_INVALID");
    if (query.charge_id.empty())
        return refuse(400, "CHARGE_ID_EMPTY");
    const auto known = stars.charges().find(query.charge_id.str());
    if (known == stars.charges().end() || known->second.bot != call.self->id ||
        known->second.payer != user->id)
        return refuse(400, "CHARGE_ID_INVALID");
    auto& charge = known->second;
    if (charge.refunded)
        return refuse(400, "CHARGE_ALREADY_REFUNDED");
    charge.refunded = true;
    stars.move(
        call.self->id,
        user->id,
        charge.amount,
        known->first,
        call.date(),
        charge.title,
        charge.payload,
        true
    );
    api::messageActionPaymentRefunded action;
    action.peer = peer_of(user->id);
    action.currency = "XTR";
    action.total_amount = charge.amount;
    action.payload = charge.payload;
    action.charge.id = tl::string{known->first};
    auto changes = call.changes();
    announce(changes, *call.self, user->id, std::move(action));
    return answer(api::Updates{call.commit(changes)});
}

/// The account whose stars a query is about: the caller, or a bot that the caller owns.
[[nodiscard]] inline result<std::int64_t, api_refusal>
owner_of_stars(api_call& call, const api::InputPeer& peer) {
    const auto* owner = user_of(call, peer);
    if (owner == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    if (owner != call.self && call.accounts.settings_of(owner->id).owner != call.self->id)
        return refuse(400, "PEER_ID_INVALID");
    return owner->id;
}

[[nodiscard]] inline api::starsAmount stars_of(std::int64_t amount) {
    api::starsAmount stars;
    stars.amount = amount;
    return stars;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::getStarsStatus& query) {
    const auto owner = owner_of_stars(call, query.peer);
    if (!owner)
        return failure{owner.error()};
    api::payments::starsStatus status;
    if (query.ton)
        status.balance = api::starsTonAmount{};
    else
        status.balance = stars_of(call.accounts.stars().balance(*owner));
    return answer(status);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::payments::getStarsTransactions& query) {
    if (auto refused = refusal_of({{query.subscription_id.has_value(), "subscription_id"}}))
        return *std::move(refused);
    const auto owner = owner_of_stars(call, query.peer);
    if (!owner)
        return failure{owner.error()};
    const auto begin = read_offset(query.offset, "at/");
    if (!begin)
        return refuse(400, "OFFSET_INVALID");
    api::payments::starsStatus status;
    status.balance = stars_of(call.accounts.stars().balance(*owner));
    std::vector<star_entry> wanted;
    if (!query.ton)
        for (const auto& each : call.accounts.stars().entries(*owner))
            if ((!query.inbound || each.amount > 0) && (!query.outbound || each.amount < 0))
                wanted.push_back(each);
    if (!query.ascending)
        std::reverse(wanted.begin(), wanted.end());
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 100));
    tl::vector<api::starsTransaction> history;
    std::set<std::int64_t> ids;
    for (auto at = *begin; at < wanted.size() && history.size() < limit; ++at) {
        const auto& each = wanted[at];
        api::starsTransaction one;
        one.id = tl::string{each.id};
        one.amount = stars_of(each.amount);
        one.date = each.date;
        one.refund = each.refund;
        one.title = tl::string{each.title};
        if (!each.payload.empty())
            one.bot_payload = each.payload;
        if (each.other != 0) {
            api::starsTransactionPeer other;
            other.peer = peer_of(each.other);
            one.peer = std::move(other);
            ids.insert(each.other);
        } else {
            one.peer = api::starsTransactionPeerFragment{};
        }
        history.push_back(std::move(one));
    }
    if (*begin + history.size() < wanted.size())
        status.next_offset = tl::string{"at/" + std::to_string(*begin + history.size())};
    if (!history.empty())
        status.history = std::move(history);
    call.own_view().fill_peers(status, ids);
    return answer(status);
}

} // namespace awaitgram::testing
