// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// The identifier by which an inline bot edits one of its messages.
[[nodiscard]] inline api::inputBotInlineMessageID64 inline_message_id(
    const world& accounts, std::int64_t bot, std::int64_t owner, std::int32_t number
) {
    api::inputBotInlineMessageID64 id;
    id.dc_id = accounts.inlines().dc();
    id.owner_id = owner;
    id.id = number;
    id.access_hash = accounts.access_hash(bot, number);
    return id;
}

/// Tells the bot of a message that a user has pressed one of its buttons; returns the id of the query, 0 when there is no bot.
inline std::int64_t press_callback(
    change_list& changes, account& user, const stored_message& message, const tl::bytes& data
) {
    auto& accounts = changes.accounts();
    const auto dialog = message.peer;
    const auto through = message.extras ? message.extras->via_bot : 0;
    const auto writer = message.from == user.id && is_user(dialog) ? dialog : message.from;
    auto* bot = accounts.find(through != 0 ? through : writer);
    if (bot == nullptr || !bot->bot)
        return 0;
    const auto fill = [&](auto pressed) {
        pressed.query_id = accounts.callbacks().add(user.id, bot->id);
        pressed.user_id = user.id;
        pressed.chat_instance = accounts.access_hash(bot->id, is_user(dialog) ? user.id : dialog);
        pressed.data = data;
        const auto id = pressed.query_id;
        const auto peer = is_user(dialog) ? user.id : dialog;
        changes.push(bot->id, std::move(pressed), {user.id, bot->id, peer});
        return id;
    };
    if (through != 0) {
        api::updateInlineBotCallbackQuery pressed;
        pressed.msg_id =
            inline_message_id(accounts, bot->id, message.from, message.extras->inline_number);
        return fill(std::move(pressed));
    }
    api::updateBotCallbackQuery pressed;
    pressed.peer = peer_of(is_user(dialog) ? user.id : dialog);
    pressed.msg_id = message.id;
    for (const auto& copy : copies_of(accounts, user, dialog, message.id))
        if (copy.owner == bot->id)
            pressed.msg_id = copy.id;
    return fill(std::move(pressed));
}

/// A bot's answer as the user's client gets it.
[[nodiscard]] inline api::messages::botCallbackAnswer shown_answer(const callback_answer& given) {
    api::messages::botCallbackAnswer shown;
    shown.alert = given.alert;
    shown.cache_time = given.cache_time;
    if (!given.text.empty())
        shown.message = tl::string{given.text};
    if (!given.url.empty()) {
        shown.has_url = true;
        shown.url = tl::string{given.url};
    }
    return shown;
}

/// A user presses a button; the call is answered when the bot has answered.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getBotCallbackAnswer& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.msg_id);
    if (message == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    if (!query.data || query.game || query.password)
        return refuse(400, "DATA_INVALID");
    auto changes = call.changes();
    const auto id = press_callback(changes, *call.self, *message, *query.data);
    if (id == 0)
        return refuse(400, "BOT_INVALID");
    call.deliver(changes);
    call.awaited = id;
    return byte_buffer{};
}

/// The answer of a bot to a pressed button.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::setBotCallbackAnswer& query) {
    auto* pressed = call.accounts.callbacks().find(query.query_id);
    if (pressed == nullptr || pressed->bot != call.self->id || pressed->answer)
        return refuse(400, "QUERY_ID_INVALID");
    callback_answer answered;
    answered.alert = query.alert;
    answered.cache_time = query.cache_time;
    if (query.message)
        answered.text = query.message->view();
    if (query.url)
        answered.url = query.url->view();
    call.late_answers.emplace_back(query.query_id, answer(shown_answer(answered)));
    pressed->answer = std::move(answered);
    return answer(true);
}

} // namespace awaitgram::testing
