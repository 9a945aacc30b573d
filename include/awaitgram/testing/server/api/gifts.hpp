// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>
#include <awaitgram/testing/server/world/star_ledger.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The gift of the caller that an input names; null when there is none.
[[nodiscard]] inline owned_gift*
gift_named(const api_call& call, const api::InputSavedStarGift& input) {
    const auto* own = input.get_if<api::inputSavedStarGiftUser>();
    if (own != nullptr)
        for (auto& each : call.accounts.stars().gifts(call.self->id))
            if (each.saved.msg_id == own->msg_id)
                return &each;
    return nullptr;
}

/// The answer to a payment; the messages that it causes are pushed.
[[nodiscard]] inline api_reply payment_done(const api_call& call) {
    api::updates_ none;
    none.date = call.date();
    api::payments::paymentResult result;
    result.updates = std::move(none);
    return answer(api::payments::PaymentResult{std::move(result)});
}

/// What it costs to give a unique gift to somebody else.
inline constexpr std::int64_t transfer_price = 25;

/// Makes a gift unique; `keep` leaves its sender, its receiver and its text to be seen.
inline void make_unique_gift(const api_call& call, owned_gift& owned, bool keep) {
    const auto* plain = owned.saved.gift.get_if<api::starGift>();
    api::starGiftUnique unique;
    unique.id = call.accounts.unique_number();
    unique.gift_id = plain->id;
    unique.title = "Gift " + std::to_string(plain->id);
    unique.num = 1;
    unique.slug = tl::string{"Gift" + std::to_string(plain->id) + "-1"};
    unique.owner_id = peer_of(call.self->id);
    unique.availability_issued = 1;
    unique.availability_total = 1;
    if (keep) {
        api::starGiftAttributeOriginalDetails details;
        details.sender_id = owned.saved.from_id;
        details.recipient_id = peer_of(call.self->id);
        details.date = owned.saved.date;
        details.message = owned.saved.message;
        unique.attributes.push_back(std::move(details));
    }
    owned.saved.transfer_stars = transfer_price;
    owned.saved.gift = std::move(unique);
    owned.saved.can_upgrade = false;
    owned.saved.convert_stars.reset();
}

/// Gives a unique gift of the caller to a user, who is told.
inline void give_away(const api_call& call, change_list& changes, owned_gift& owned, account& to) {
    auto& own = call.accounts.stars().gifts(call.self->id);
    auto moved = std::move(owned);
    own.erase(own.begin() + (&owned - own.data()));
    auto& unique = *moved.saved.gift.get_if<api::starGiftUnique>();
    unique.owner_id = peer_of(to.id);
    moved.saved.from_id = peer_of(call.self->id);
    moved.saved.date = call.date();
    moved.saved.name_hidden = false;
    moved.saved.unsaved = true;
    moved.saved.message.reset();
    api::messageActionStarGiftUnique told;
    told.transferred = true;
    told.gift = unique;
    told.transfer_stars = transfer_price;
    told.from_id = moved.saved.from_id;
    const auto id = announce(changes, *call.self, to.id, std::move(told));
    moved.saved.msg_id = &to == call.self ? id : call.self->box.find(id)->twin_id;
    call.accounts.stars().gifts(to.id).push_back(std::move(moved));
}

/// Gives a bought gift to its receiver, or upgrades one.
[[nodiscard]] inline api_reply hand_over(api_call& call, const star_form& form) {
    auto& stars = call.accounts.stars();
    auto changes = call.changes();
    const auto charge = "gift-" + std::to_string(call.accounts.unique_number());
    if (const auto* upgrade = form.asked.get_if<api::inputInvoiceStarGiftUpgrade>()) {
        auto* owned = gift_named(call, upgrade->stargift);
        if (owned == nullptr || !owned->saved.gift.is<api::starGift>())
            return refuse(400, "STARGIFT_ALREADY_UPGRADED");
        stars.move(form.payer, 0, form.amount, charge, call.date(), "upgrade", {});
        make_unique_gift(call, *owned, upgrade->keep_original_details);
        return payment_done(call);
    }
    if (const auto* given = form.asked.get_if<api::inputInvoiceStarGiftTransfer>()) {
        auto* owned = gift_named(call, given->stargift);
        auto* to = user_of(call, given->to_id);
        if (owned == nullptr || to == nullptr || !owned->saved.gift.is<api::starGiftUnique>())
            return refuse(400, "STARGIFT_NOT_FOUND");
        stars.move(form.payer, 0, form.amount, charge, call.date(), "transfer", {});
        give_away(call, changes, *owned, *to);
        call.publish(changes);
        return payment_done(call);
    }
    const auto* wanted = form.asked.get_if<api::inputInvoiceStarGift>();
    auto* offered = stars.find_gift(wanted->gift_id);
    if (offered->limited) {
        if (offered->availability_remains.value_or(0) <= 0)
            return refuse(400, "STARGIFT_USAGE_LIMITED");
        offered->availability_remains = offered->availability_remains.value_or(0) - 1;
        offered->sold_out = *offered->availability_remains == 0;
    }
    stars.move(form.payer, 0, form.amount, charge, call.date(), "gift", {});
    auto& to = *user_of(call, wanted->peer);
    api::messageActionStarGift action;
    action.name_hidden = wanted->hide_name;
    action.gift = *offered;
    action.message = wanted->message;
    action.convert_stars = offered->convert_stars;
    const auto id = announce(changes, *call.self, to.id, std::move(action));
    owned_gift owned;
    owned.prepaid_upgrade = wanted->include_upgrade;
    owned.saved.gift = *offered;
    owned.saved.date = call.date();
    owned.saved.name_hidden = wanted->hide_name;
    owned.saved.can_upgrade = offered->upgrade_stars.has_value();
    owned.saved.unsaved = true;
    owned.saved.message = wanted->message;
    owned.saved.convert_stars = offered->convert_stars;
    if (!wanted->hide_name)
        owned.saved.from_id = peer_of(call.self->id);
    const auto* own = call.self->box.find(id);
    owned.saved.msg_id = &to == call.self ? id : own->twin_id;
    stars.gifts(to.id).push_back(std::move(owned));
    call.publish(changes);
    return payment_done(call);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::getStarGifts& query) {
    if (query.hash != 0 &&
        query.hash == static_cast<std::int32_t>(call.accounts.stars().catalogue().size()))
        return answer(api::payments::StarGifts{api::payments::starGiftsNotModified{}});
    api::payments::starGifts all;
    all.hash = static_cast<std::int32_t>(call.accounts.stars().catalogue().size());
    for (const auto& each : call.accounts.stars().catalogue())
        all.gifts.push_back(each);
    return answer(api::payments::StarGifts{std::move(all)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::payments::getSavedStarGifts& query) {
    if (auto refused = refusal_of({
            {query.sort_by_value, "sort_by_value"},
            {query.exclude_upgradable, "exclude_upgradable"},
            {query.exclude_unupgradable, "exclude_unupgradable"},
            {query.peer_color_available, "peer_color_available"},
            {query.exclude_hosted, "exclude_hosted"},
            {query.collection_id.has_value(), "collection_id"},
        }))
        return *std::move(refused);
    const auto* owner = user_of(call, query.peer);
    if (owner == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    const auto begin = read_offset(query.offset, "at/");
    if (!begin)
        return refuse(400, "OFFSET_INVALID");
    std::vector<api::savedStarGift> wanted;
    for (const auto& each : call.accounts.stars().gifts(owner->id)) {
        const auto* plain = each.saved.gift.get_if<api::starGift>();
        const auto left_out = (query.exclude_unsaved && each.saved.unsaved) ||
                              (query.exclude_saved && !each.saved.unsaved) ||
                              (query.exclude_unique && plain == nullptr) ||
                              (query.exclude_unlimited && plain != nullptr && !plain->limited) ||
                              (each.saved.unsaved && owner != call.self);
        if (!left_out)
            wanted.push_back(each.saved);
    }
    std::reverse(wanted.begin(), wanted.end());
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 100));
    api::payments::savedStarGifts page;
    page.count = static_cast<std::int32_t>(wanted.size());
    std::set<std::int64_t> ids;
    for (auto at = *begin; at < wanted.size() && page.gifts.size() < limit; ++at) {
        if (wanted[at].from_id)
            ids.insert(dialog_id(*wanted[at].from_id));
        page.gifts.push_back(wanted[at]);
    }
    if (*begin + page.gifts.size() < wanted.size())
        page.next_offset = tl::string{"at/" + std::to_string(*begin + page.gifts.size())};
    call.own_view().fill_peers(page, ids);
    return answer(page);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::saveStarGift& query) {
    auto* owned = gift_named(call, query.stargift);
    if (owned == nullptr)
        return refuse(400, "STARGIFT_NOT_FOUND");
    owned->saved.unsaved = query.unsave;
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::convertStarGift& query) {
    auto& stars = call.accounts.stars();
    const auto* owned = gift_named(call, query.stargift);
    if (owned == nullptr)
        return refuse(400, "STARGIFT_NOT_FOUND");
    if (!owned->saved.convert_stars)
        return refuse(400, "STARGIFT_ALREADY_UPGRADED");
    stars.move(
        0,
        call.self->id,
        *owned->saved.convert_stars,
        "gift-" + std::to_string(call.accounts.unique_number()),
        call.date(),
        "converted gift",
        {}
    );
    auto& all = stars.gifts(call.self->id);
    all.erase(all.begin() + (owned - all.data()));
    return answer(true);
}

/// Upgrades a gift whose sender has paid for that.
[[nodiscard]] inline api_reply handle(api_call& call, const api::payments::upgradeStarGift& query) {
    auto* owned = gift_named(call, query.stargift);
    if (owned == nullptr)
        return refuse(400, "STARGIFT_NOT_FOUND");
    if (!owned->saved.gift.is<api::starGift>())
        return refuse(400, "STARGIFT_ALREADY_UPGRADED");
    if (!owned->prepaid_upgrade)
        return refuse(400, "PAYMENT_REQUIRED");
    make_unique_gift(call, *owned, query.keep_original_details);
    auto changes = call.changes();
    return answer(api::Updates{call.commit(changes)});
}

/// Transfers of gifts are never free here, so that a client has to pay by a form.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::payments::transferStarGift& query) {
    const auto* owned = gift_named(call, query.stargift);
    if (owned == nullptr || !owned->saved.gift.is<api::starGiftUnique>())
        return refuse(400, "STARGIFT_NOT_FOUND");
    const auto* to = user_of(call, query.to_id);
    if (to == nullptr || to->bot || to == call.self)
        return refuse(400, "PEER_ID_INVALID");
    return refuse(400, "PAYMENT_REQUIRED");
}

} // namespace awaitgram::testing
