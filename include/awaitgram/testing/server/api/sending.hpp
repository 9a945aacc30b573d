// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/invoices.hpp>
#include <awaitgram/testing/server/api/media.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/replies.hpp>
#include <awaitgram/testing/server/api/scheduling.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::testing {

/// The most units of UTF-16 in a message.
inline constexpr std::int64_t longest_text = 4096;

/// The entities of a query as messages show them.
[[nodiscard]] inline result<tl::vector<api::MessageEntity>, api_refusal> shown_entities(
    const api_call& call, const tl::vector<api::MessageEntity>& given, std::int64_t text_length
) {
    tl::vector<api::MessageEntity> shown;
    for (const auto& entity : given) {
        const auto* offset = entity.offset();
        const auto* size = entity.length();
        if (offset == nullptr || size == nullptr || *offset < 0 || *size <= 0 ||
            std::int64_t{*offset} + *size > text_length)
            return refuse(400, "ENTITY_BOUNDS_INVALID");
        const auto* input = entity.get_if<api::inputMessageEntityMentionName>();
        if (input == nullptr) {
            shown.push_back(entity);
            continue;
        }
        const auto* user = user_named(call, input->user_id);
        if (user == nullptr)
            return refuse(400, "ENTITY_MENTION_USER_INVALID");
        api::messageEntityMentionName mention;
        mention.offset = *offset;
        mention.length = *size;
        mention.user_id = user->id;
        shown.push_back(mention);
    }
    return shown;
}

/// Whether a message can show this markup: its buttons need nothing that the server would have to look up.
[[nodiscard]] inline bool can_be_shown(const api::ReplyMarkup& markup) {
    const auto* keyboard = markup.get_if<api::replyKeyboardMarkup>();
    const auto* below = markup.get_if<api::replyInlineMarkup>();
    if (keyboard == nullptr && below == nullptr)
        return true;
    for (const auto& row : keyboard != nullptr ? keyboard->rows : below->rows)
        for (const auto& button : row.buttons)
            if (button.is<api::inputKeyboardButtonUrlAuth>() ||
                button.is<api::inputKeyboardButtonUserProfile>() ||
                button.is<api::inputKeyboardButtonRequestPeer>())
                return false;
    return true;
}

/// Whether a user asked not long ago to join a chat where the caller lets users in: bots may write to such a user, until that is settled.
[[nodiscard]] inline bool waits_for(const api_call& call, std::int64_t user) {
    constexpr std::int32_t longest = 5 * 60;
    for (const auto& [id, room] : call.accounts.chats()) {
        const auto asked = room->requests.find(user);
        if (asked != room->requests.end() && call.date() - asked->second.date <= longest &&
            room->can(call.self->id, &api::chatAdminRights::invite_users))
            return true;
    }
    return false;
}

/// The refusal of a message that the caller must not send to a chat.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_to_send(const api_call& call, const place& to, bool api::chatBannedRights::*kind) {
    const auto& self = *call.self;
    if (to.user != nullptr) {
        if (self.bot && to.user->bot)
            return refuse(400, "USER_IS_BOT");
        if (self.bot && self.box.dialog_with(to.user->id) == nullptr &&
            !waits_for(call, to.user->id))
            return refuse(400, "PEER_ID_INVALID"); // the user has to write first
        if (self.blocked.count(to.user->id) != 0)
            return refuse(400, "YOU_BLOCKED_USER");
        if (to.user->blocked.count(self.id) != 0)
            return refuse(403, self.bot ? "USER_IS_BLOCKED" : "USER_PRIVACY_RESTRICTED");
        return std::nullopt;
    }
    const auto& room = *to.room;
    if (!room.has(self.id) || room.deleted || room.migrated_to != 0)
        return refuse(403, "CHAT_WRITE_FORBIDDEN");
    if (room.is_broadcast())
        return room.can(self.id, &api::chatAdminRights::post_messages)
                   ? std::nullopt
                   : std::optional{refuse(403, "CHAT_ADMIN_REQUIRED")};
    const auto own = room.member(self.id);
    if (own.is == standing::restricted && (own.banned.send_messages || own.banned.*kind))
        return refuse(400, "USER_BANNED_IN_CHANNEL");
    if (!room.allows(self.id, &api::chatBannedRights::send_messages) || !room.allows(self.id, kind))
        return refuse(403, "CHAT_WRITE_FORBIDDEN");
    const auto wait = own.wrote + room.slow_mode - call.date();
    if (room.slow_mode > 0 && own.wrote != 0 && !own.is_admin() && wait > 0)
        return refuse(420, "SLOWMODE_WAIT_" + std::to_string(wait));
    return std::nullopt;
}

/// The result of sending: the id for the message's random id, and the message itself.
[[nodiscard]] inline api::Updates
sent_updates(const api_call& call, const stored_message& message) {
    delivery sent;
    sent.account_id = call.self->id;
    sent.event.message_id = message.id;
    sent.event.peer = message.peer;
    sent.event.pts = message.pts;
    sent.event.pts_count = 1;
    sent.channel = is_channel(message.peer) ? message.peer : 0;
    auto updates = call.own_view().updates(sent);
    api::updateMessageID id;
    id.id = message.id;
    id.random_id = message.random_id;
    tl::vector<api::Update> list;
    list.push_back(id);
    for (const auto& update : updates.updates)
        list.push_back(update);
    updates.updates = std::move(list);
    return updates;
}

/// Whether the caller may write to a chat in the name of a channel or of the group itself.
[[nodiscard]] inline bool may_send_as(const api_call& call, const place& to, const place& as) {
    if (as.user == call.self)
        return true;
    if (to.room == nullptr || to.room->is_group() || as.room == nullptr)
        return false;
    return as.room->member(call.self->id).is == standing::creator;
}

/// The stars that each message of the caller to a chat costs.
[[nodiscard]] inline std::int64_t price_of_message(const api_call& call, const place& to) {
    return to.room == nullptr || to.room->is_admin(call.self->id) ? 0 : to.room->message_price;
}

/// The refusal of `count` messages to a chat whose price the caller does not allow or does not have. A message that was sent already
/// is not paid for again.
[[nodiscard]] inline std::optional<failure<api_refusal>> set_price(
    const api_call& call,
    const place& to,
    const tl::opt<std::int64_t>& allowed,
    draft& message,
    std::size_t count = 1
) {
    const auto price = price_of_message(call, to);
    const auto& box = box_of(call.accounts, *call.self, to.dialog());
    if (price == 0 ||
        (message.random_id != 0 && box.sent_with(call.self->id, message.random_id) != nullptr))
        return std::nullopt;
    const auto total = price * static_cast<std::int64_t>(count);
    if (allowed.value_or(0) < total)
        return refuse(403, "ALLOW_PAYMENT_REQUIRED_" + std::to_string(price));
    if (call.accounts.stars().balance(call.self->id) < total)
        return refuse(400, "BALANCE_TOO_LOW");
    message.own_extras().paid_stars = price;
    return std::nullopt;
}

/// Fills in what few messages have, of all methods that send; `count` messages are sent together.
template <class Query>
[[nodiscard]] std::optional<failure<api_refusal>> fill_extras(
    const api_call& call, const place& to, const Query& query, draft& message, std::size_t count = 1
) {
    if (auto refused = set_price(call, to, query.allow_paid_stars, message, count))
        return refused;
    if (query.noforwards)
        message.own_extras().noforwards = true;
    if constexpr (requires { query.invert_media; })
        if (query.invert_media)
            message.own_extras().invert_media = true;
    if (query.effect) {
        if (to.user == nullptr)
            return refuse(400, "EFFECT_CHAT_INVALID");
        message.own_extras().effect = *query.effect;
    }
    if (query.send_as) {
        const auto as = place_named(call, *query.send_as);
        if (!as || !may_send_as(call, to, *as))
            return refuse(400, "SEND_AS_PEER_INVALID");
        if (as->room != nullptr)
            message.own_extras().sent_as = as->dialog();
    }
    return std::nullopt;
}

/// Fills in the parts that sendMessage and sendMedia have in common.
template <class Query>
[[nodiscard]] std::optional<failure<api_refusal>>
fill_draft(const api_call& call, const place& to, const Query& query, draft& message) {
    const auto text = query.message.view();
    const auto length = length_in_utf16(text);
    if (length > longest_text)
        return refuse(400, "MESSAGE_TOO_LONG");
    if (query.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    if (auto refused = refusal_of({
            {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
            {query.suggested_post.has_value(), "suggested_post"},
            {query.reply_markup.has_value() && !call.self->bot, "reply_markup"},
        }))
        return refused;
    if (query.entities) {
        auto shown = shown_entities(call, *query.entities, length);
        if (!shown)
            return failure{shown.error()};
        message.entities = *std::move(shown);
    }
    if (query.reply_to)
        if (auto refused = set_reply(call, to, *query.reply_to, message))
            return refused;
    if (query.reply_markup) {
        if (!can_be_shown(*query.reply_markup))
            return refuse(400, "BUTTON_TYPE_INVALID");
        message.reply_markup = *query.reply_markup;
    }
    message.text = text;
    message.random_id = query.random_id;
    message.silent = query.silent;
    message.clears_draft = query.clear_draft;
    return fill_extras(call, to, query, message);
}

/// Sends a message, or finds the one that was sent with the same random id before.
[[nodiscard]] inline api_reply
send_or_repeat(api_call& call, const place& to, const draft& message) {
    auto& box = box_of(call.accounts, *call.self, to.dialog());
    if (const auto* before = box.sent_with(call.self->id, message.random_id)) {
        if (before->peer != to.dialog() || before->text != message.text)
            return refuse(500, "RANDOM_ID_DUPLICATE");
        return answer(sent_updates(call, *before));
    }
    auto changes = call.changes();
    const auto id = post(changes, *call.self, to.dialog(), message);
    call.deliver(changes);
    return answer(sent_updates(call, *box.find(id)));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendMessage& query) {
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_plain))
        return *std::move(refused);
    if (query.message.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
        return refuse(400, "MESSAGE_EMPTY");
    if (auto refused = refusal_of({{query.rich_message.has_value(), "rich_message"}}))
        return *std::move(refused);
    draft message;
    if (auto refused = fill_draft(call, *to, query, message))
        return *std::move(refused);
    if (query.schedule_date)
        return schedule(call, *to, message, query);
    return send_or_repeat(call, *to, message);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendMedia& query) {
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_media))
        return *std::move(refused);
    if (const auto* sold = query.media.get_if<api::inputMediaInvoice>())
        return send_invoice(call, *to, query, *sold);
    draft message;
    if (auto refused = fill_draft(call, *to, query, message))
        return *std::move(refused);
    if (length_in_utf16(query.message.view()) > longest_caption(*call.self))
        return refuse(400, "MEDIA_CAPTION_TOO_LONG");
    const auto media = media_for(call, *to, query.media);
    if (!media)
        return failure{media.error()};
    message.own_extras().media = (*media)->media;
    message.own_extras().poll = (*media)->poll;
    if (query.schedule_date)
        return schedule(call, *to, message, query);
    return send_or_repeat(call, *to, message);
}

} // namespace awaitgram::testing
