// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/callbacks.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// The kind of chat in which a user writes to an inline bot.
[[nodiscard]] inline api::InlineQueryPeerType
kind_of_place(const api_call& call, const place& where, std::int64_t bot) {
    if (where.room != nullptr) {
        if (where.room->is_group())
            return api::inlineQueryPeerTypeChat{};
        if (where.room->is_broadcast())
            return api::inlineQueryPeerTypeBroadcast{};
        return api::inlineQueryPeerTypeMegagroup{};
    }
    if (where.user->id == bot)
        return api::inlineQueryPeerTypeSameBotPM{};
    if (where.user->bot && where.user != call.self)
        return api::inlineQueryPeerTypeBotPM{};
    return api::inlineQueryPeerTypePM{};
}

/// A user asks an inline bot; the call is answered when the bot has sent its results.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getInlineBotResults& query) {
    const auto* bot = user_named(call, query.bot);
    if (bot == nullptr || !bot->bot)
        return refuse(400, "BOT_INVALID");
    if (query.geo_point)
        return refuse(400, "FIELD_NOT_SUPPORTED_geo_point");
    api::updateBotInlineQuery asked;
    asked.query_id = call.accounts.inlines().add(call.self->id, bot->id, query.query.str());
    asked.user_id = call.self->id;
    asked.query = query.query;
    asked.offset = query.offset;
    if (!query.peer.is<api::inputPeerEmpty>()) {
        const auto where = place_named(call, query.peer);
        if (!where)
            return failure{where.error()};
        asked.peer_type = kind_of_place(call, *where, bot->id);
    }
    call.awaited = asked.query_id;
    auto changes = call.changes();
    changes.push(bot->id, std::move(asked), {call.self->id});
    call.deliver(changes);
    return byte_buffer{};
}

/// The message of a result as users see it; empty when the server has no such message.
[[nodiscard]] inline std::optional<api::BotInlineMessage>
shown_inline_message(const api::InputBotInlineMessage& given) {
    const auto fill = [](auto shown, const auto& from) -> api::BotInlineMessage {
        shown.message = from.message;
        shown.entities = from.entities;
        shown.reply_markup = from.reply_markup;
        return shown;
    };
    if (const auto* text = given.get_if<api::inputBotInlineMessageText>())
        return fill(api::botInlineMessageText{}, *text);
    if (const auto* media = given.get_if<api::inputBotInlineMessageMediaAuto>())
        return fill(api::botInlineMessageMediaAuto{}, *media);
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::setInlineBotResults& query) {
    auto* asked = call.accounts.inlines().find(query.query_id);
    if (asked == nullptr || asked->bot != call.self->id || asked->results)
        return refuse(400, "QUERY_ID_INVALID");
    if (query.results.size() > 50)
        return refuse(400, "RESULTS_TOO_MUCH");
    api::messages::botResults results;
    results.gallery = query.gallery;
    results.query_id = query.query_id;
    results.next_offset = query.next_offset;
    results.switch_pm = query.switch_pm;
    results.switch_webview = query.switch_webview;
    results.cache_time = query.cache_time;
    for (const auto& input : query.results) {
        const auto* given = input.get_if<api::inputBotInlineResult>();
        if (given == nullptr)
            return refuse(400, "RESULT_TYPE_INVALID");
        if (given->id.empty() || given->id.size() > 64)
            return refuse(400, "RESULT_ID_INVALID");
        auto message = shown_inline_message(given->send_message);
        if (!message)
            return refuse(400, "SEND_MESSAGE_TYPE_INVALID");
        api::botInlineResult shown;
        shown.id = given->id;
        shown.type = given->type;
        shown.title = given->title;
        shown.description = given->description;
        shown.url = given->url;
        shown.send_message = *std::move(message);
        results.results.push_back(std::move(shown));
    }
    call.late_answers.emplace_back(query.query_id, answer(results));
    asked->results = std::move(results);
    return answer(true);
}

/// The message of one of an inline bot's results, as a draft.
[[nodiscard]] inline std::optional<draft>
draft_of_result(const api::messages::botResults& results, const tl::string& id) {
    for (const auto& each : results.results) {
        const auto* known = each.get_if<api::botInlineResult>();
        if (known == nullptr || known->id != id.view())
            continue;
        draft message;
        const auto fill = [&message](const auto& from) {
            message.text = from.message.str();
            if (from.entities)
                message.entities = *from.entities;
            if (from.reply_markup)
                message.reply_markup = *from.reply_markup;
        };
        if (const auto* text = known->send_message.get_if<api::botInlineMessageText>())
            fill(*text);
        else if (const auto* media = known->send_message.get_if<api::botInlineMessageMediaAuto>())
            fill(*media);
        return message;
    }
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::sendInlineBotResult& query) {
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_inline))
        return *std::move(refused);
    if (auto refused = refusal_of({
            {query.hide_via, "hide_via"},
            {query.schedule_date.has_value(), "schedule_date"},
            {query.send_as.has_value(), "send_as"},
            {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
        }))
        return *std::move(refused);
    auto& inlines = call.accounts.inlines();
    const auto* asked = inlines.find(query.query_id);
    if (asked == nullptr || asked->user != call.self->id || !asked->results)
        return refuse(400, "QUERY_ID_INVALID");
    auto message = draft_of_result(*asked->results, query.id);
    if (!message)
        return refuse(400, "RESULT_ID_INVALID");
    if (query.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    if (query.reply_to)
        if (auto refused = set_reply(call, *to, *query.reply_to, *message))
            return *std::move(refused);
    message->random_id = query.random_id;
    if (auto refused = set_price(call, *to, query.allow_paid_stars, *message))
        return *std::move(refused);
    message->silent = query.silent;
    message->clears_draft = query.clear_draft;
    message->own_extras().via_bot = asked->bot;
    const auto editable = message->reply_markup.has_value();
    if (editable)
        message->extras->inline_number = inlines.next_message();
    const auto number = message->extras->inline_number;
    auto reply = send_or_repeat(call, *to, *message);
    if (!reply)
        return reply;
    const auto* sent =
        box_of(call.accounts, *call.self, to->dialog()).sent_with(call.self->id, query.random_id);
    api::updateBotInlineSend chosen;
    chosen.user_id = call.self->id;
    chosen.query = tl::string{asked->text};
    chosen.id = query.id;
    if (editable) {
        inlines.add_message(number, {call.self->id, to->dialog(), sent->id, asked->bot});
        chosen.msg_id = inline_message_id(call.accounts, asked->bot, call.self->id, number);
    }
    auto changes = call.changes();
    changes.push(asked->bot, std::move(chosen), {call.self->id});
    call.deliver(changes);
    return reply;
}

} // namespace awaitgram::testing
