// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/entities.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The most units of UTF-16 in a message.
inline constexpr std::int64_t longest_text = 4096;

/// The refusal of a message with a setting that is not implemented.
[[nodiscard]] inline std::optional<failure<api_refusal>>
unsupported_in(const api_call& call, const api::messages::sendMessage& query) {
    const auto* reply =
        query.reply_to ? query.reply_to->get_if<api::inputReplyToMessage>() : nullptr;
    const auto elsewhere = reply != nullptr && reply->reply_to_peer_id &&
                           chat_with(call, *reply->reply_to_peer_id) != chat_with(call, query.peer);
    return refusal_of({
        {query.noforwards, "noforwards"},
        {query.invert_media, "invert_media"},
        {query.schedule_date.has_value(), "schedule_date"},
        {query.schedule_repeat_period.has_value(), "schedule_repeat_period"},
        {query.send_as.has_value(), "send_as"},
        {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
        {query.effect.has_value(), "effect"},
        {query.allow_paid_stars.value_or(0) != 0, "allow_paid_stars"},
        {query.suggested_post.has_value(), "suggested_post"},
        {query.rich_message.has_value(), "rich_message"},
        {query.reply_markup.has_value() && !call.self->bot, "reply_markup"},
        {query.reply_to.has_value() && reply == nullptr, "reply_to"},
        {elsewhere, "reply_to_peer_id"},
        {reply != nullptr && reply->top_msg_id.has_value(), "top_msg_id"},
        {reply != nullptr && reply->quote_text.has_value(), "quote_text"},
        {reply != nullptr && reply->monoforum_peer_id.has_value(), "monoforum_peer_id"},
        {reply != nullptr && reply->todo_item_id.has_value(), "todo_item_id"},
        {reply != nullptr && reply->poll_option.has_value(), "poll_option"},
    });
}

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

/// The result of sending: the id for the message's random id, and the message itself.
[[nodiscard]] inline api::Updates
sent_updates(const api_call& call, const stored_message& message) {
    mailbox_event event;
    event.message_id = message.id;
    event.peer = message.peer;
    event.pts = message.pts;
    event.pts_count = 1;
    auto updates = call.own_view().updates(event);
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

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendMessage& query) {
    auto* to = chat_with(call, query.peer);
    if (to == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    if (call.self->bot && to->bot)
        return refuse(400, "USER_IS_BOT");
    if (call.self->bot && call.self->box.dialog_with(to->id) == nullptr)
        return refuse(400, "PEER_ID_INVALID"); // the user has to write first
    const auto text = query.message.view();
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return refuse(400, "MESSAGE_EMPTY");
    const auto length = length_in_utf16(text);
    if (length > longest_text)
        return refuse(400, "MESSAGE_TOO_LONG");
    if (query.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    if (auto refused = unsupported_in(call, query))
        return *std::move(refused);
    draft message;
    if (query.entities) {
        auto shown = shown_entities(call, *query.entities, length);
        if (!shown)
            return failure{shown.error()};
        message.entities = *std::move(shown);
    }
    if (query.reply_to) {
        const auto* reply = query.reply_to->get_if<api::inputReplyToMessage>();
        const auto* answered = reply ? call.self->box.find(reply->reply_to_msg_id) : nullptr;
        if (answered == nullptr || answered->peer != to->id)
            return refuse(400, "REPLY_MESSAGE_ID_INVALID");
        message.reply_to = answered->id;
    }
    if (const auto* before = call.self->box.sent_with(query.random_id)) {
        if (before->peer != to->id || before->text != text)
            return refuse(500, "RANDOM_ID_DUPLICATE");
        return answer(sent_updates(call, *before));
    }
    message.text = text;
    message.random_id = query.random_id;
    message.silent = query.silent;
    if (query.reply_markup) {
        if (!can_be_shown(*query.reply_markup))
            return refuse(400, "BUTTON_TYPE_INVALID");
        message.reply_markup = *query.reply_markup;
    }
    const auto deliveries = call.accounts.send(*call.self, *to, message, call.date());
    call.deliver(deliveries);
    return answer(sent_updates(call, *call.self->box.find(deliveries.front().event.message_id)));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::setTyping& query) {
    auto* to = chat_with(call, query.peer);
    if (to == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    if (auto refused = refusal_of({{query.top_msg_id.has_value(), "top_msg_id"}}))
        return *std::move(refused);
    if (to != call.self) {
        api::updateUserTyping typing;
        typing.user_id = call.self->id;
        typing.action = query.action;
        api::updateShort update;
        update.update = std::move(typing);
        update.date = call.date();
        call.push(to->id, api::Updates{std::move(update)});
    }
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::readHistory& query) {
    const auto* with = chat_with(call, query.peer);
    if (with == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    const auto deliveries = call.accounts.read(*call.self, with->id, query.max_id, call.date());
    call.deliver(deliveries);
    api::messages::affectedMessages affected;
    affected.pts = call.self->box.pts();
    affected.pts_count = deliveries.empty() ? 0 : 1;
    return answer(affected);
}

/// The part of a list, newest first, that `offset_id`, `offset_date`, `add_offset` and `limit` select: begin and end.
[[nodiscard]] inline std::pair<std::size_t, std::size_t> page_of(
    const std::vector<const stored_message*>& newest_first, const api::messages::getHistory& query
) {
    const auto size = static_cast<std::int64_t>(newest_first.size());
    std::int64_t first = 0;
    for (const auto* message : newest_first) {
        const auto above =
            (query.offset_id > 0 && message->id >= query.offset_id) ||
            (query.offset_id <= 0 && query.offset_date > 0 && message->date >= query.offset_date);
        if (!above)
            break;
        ++first;
    }
    const std::int64_t limit = query.limit <= 0 ? 0 : std::min(query.limit, 100);
    const auto begin = first + query.add_offset;
    const auto end = begin + limit;
    return {
        static_cast<std::size_t>(std::clamp<std::int64_t>(begin, 0, size)),
        static_cast<std::size_t>(std::clamp<std::int64_t>(end, 0, size))};
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getHistory& query) {
    const auto* with = chat_with(call, query.peer);
    if (with == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    std::vector<const stored_message*> chat;
    for (const auto id : call.self->box.ids_with(with->id))
        chat.push_back(call.self->box.find(id));
    std::reverse(chat.begin(), chat.end());
    const auto [begin, end] = page_of(chat, query);
    const auto own = call.own_view();
    tl::vector<api::Message> messages;
    for (auto at = begin; at < end; ++at)
        if ((query.max_id <= 0 || chat[at]->id < query.max_id) && chat[at]->id > query.min_id)
            messages.push_back(own.message(*chat[at]));
    auto users = own.users({with->id, call.self->id});
    if (begin == 0 && end == chat.size()) {
        api::messages::messages all;
        all.messages = std::move(messages);
        all.users = std::move(users);
        return answer(api::messages::Messages{std::move(all)});
    }
    api::messages::messagesSlice slice;
    slice.count = static_cast<std::int32_t>(chat.size());
    slice.messages = std::move(messages);
    slice.users = std::move(users);
    return answer(api::messages::Messages{std::move(slice)});
}

} // namespace awaitgram::testing
