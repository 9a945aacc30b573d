// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram::testing {

/// Fills in the part that a draft quotes, which must be a part of the message that it answers.
[[nodiscard]] inline std::optional<failure<api_refusal>>
set_quote(const stored_message& answered, const api::inputReplyToMessage& reply, draft& message) {
    const auto part = reply.quote_text->view();
    if (part.empty() || answered.text.find(part) == std::string::npos)
        return refuse(400, "QUOTE_TEXT_INVALID");
    auto& header = message.own_extras().reply.emplace();
    header.quote = true;
    header.quote_text = reply.quote_text;
    header.quote_entities = reply.quote_entities;
    header.quote_offset = reply.quote_offset.value_or(static_cast<std::int32_t>(
        length_in_utf16(answered.text.substr(0, answered.text.find(part)))
    ));
    return std::nullopt;
}

/// Fills in the message of another chat that a draft answers.
[[nodiscard]] inline std::optional<failure<api_refusal>> set_reply_elsewhere(
    const api_call& call,
    const place& elsewhere,
    const api::inputReplyToMessage& reply,
    draft& message
) {
    const auto* answered =
        message_in(call.accounts, *call.self, elsewhere.dialog(), reply.reply_to_msg_id);
    if (answered == nullptr)
        return refuse(400, "REPLY_MESSAGE_ID_INVALID");
    if (reply.quote_text)
        if (auto refused = set_quote(*answered, reply, message))
            return refused;
    auto& extras = message.own_extras();
    if (!extras.reply)
        extras.reply.emplace();
    extras.reply->reply_to_msg_id = reply.reply_to_msg_id;
    extras.reply->reply_to_peer_id = peer_of(elsewhere.dialog());
    return std::nullopt;
}

/// Fills in the message that a draft answers, and its topic.
[[nodiscard]] inline std::optional<failure<api_refusal>>
set_reply(const api_call& call, const place& to, const api::InputReplyTo& given, draft& message) {
    const auto* reply = given.get_if<api::inputReplyToMessage>();
    if (reply == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_reply_to");
    if (auto refused = refusal_of({
            {reply->monoforum_peer_id.has_value(), "monoforum_peer_id"},
            {reply->todo_item_id.has_value(), "todo_item_id"},
            {reply->poll_option.has_value(), "poll_option"},
        }))
        return refused;
    if (reply->reply_to_peer_id) {
        const auto elsewhere = place_named(call, *reply->reply_to_peer_id);
        if (!elsewhere)
            return failure{elsewhere.error()};
        if (elsewhere->dialog() != to.dialog())
            return set_reply_elsewhere(call, *elsewhere, *reply, message);
    }
    const auto forum = to.room != nullptr && to.room->forum;
    const auto* answered =
        message_in(call.accounts, *call.self, to.dialog(), reply->reply_to_msg_id);
    const auto top = reply->top_msg_id.value_or(0);
    if (answered == nullptr && !(forum && to.room->topics.count(top) != 0))
        return refuse(400, "REPLY_MESSAGE_ID_INVALID");
    if (!forum && top != 0)
        return refuse(400, "FIELD_NOT_SUPPORTED_top_msg_id");
    message.reply_to = answered != nullptr ? answered->id : 0;
    if (reply->quote_text) {
        if (answered == nullptr)
            return refuse(400, "QUOTE_TEXT_INVALID");
        if (auto refused = set_quote(*answered, *reply, message))
            return refused;
    }
    if (!forum)
        return std::nullopt;
    if (top != 0)
        message.topic = top;
    else if (answered != nullptr)
        message.topic = to.room->topics.count(answered->id) != 0 ? answered->id : answered->topic;
    if (message.reply_to == message.topic)
        message.reply_to = 0;
    const auto topic = to.room->topics.find(message.topic);
    if (topic != to.room->topics.end() && topic->second.closed &&
        !to.room->can(call.self->id, &api::chatAdminRights::manage_topics))
        return refuse(400, "TOPIC_CLOSED");
    return std::nullopt;
}

} // namespace awaitgram::testing
