// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

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

/// The refusal of a message that the caller must not send to a chat.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_to_send(const api_call& call, const place& to, bool api::chatBannedRights::*kind) {
    const auto& self = *call.self;
    if (to.user != nullptr) {
        if (self.bot && to.user->bot)
            return refuse(400, "USER_IS_BOT");
        if (self.bot && self.box.dialog_with(to.user->id) == nullptr)
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
    return std::nullopt;
}

/// Fills in the message that a draft answers, and its topic.
[[nodiscard]] inline std::optional<failure<api_refusal>>
set_reply(const api_call& call, const place& to, const api::InputReplyTo& given, draft& message) {
    const auto* reply = given.get_if<api::inputReplyToMessage>();
    if (reply == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_reply_to");
    if (reply->reply_to_peer_id) {
        const auto elsewhere = place_named(call, *reply->reply_to_peer_id);
        if (!elsewhere || elsewhere->dialog() != to.dialog())
            return refuse(400, "FIELD_NOT_SUPPORTED_reply_to_peer_id");
    }
    if (auto refused = refusal_of({
            {reply->quote_text.has_value(), "quote_text"},
            {reply->monoforum_peer_id.has_value(), "monoforum_peer_id"},
            {reply->todo_item_id.has_value(), "todo_item_id"},
            {reply->poll_option.has_value(), "poll_option"},
        }))
        return refused;
    const auto forum = to.room != nullptr && to.room->forum;
    const auto* answered =
        message_in(call.accounts, *call.self, to.dialog(), reply->reply_to_msg_id);
    const auto top = reply->top_msg_id.value_or(0);
    if (answered == nullptr && !(forum && to.room->topics.count(top) != 0))
        return refuse(400, "REPLY_MESSAGE_ID_INVALID");
    if (!forum && top != 0)
        return refuse(400, "FIELD_NOT_SUPPORTED_top_msg_id");
    message.reply_to = answered != nullptr ? answered->id : 0;
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
            {query.noforwards, "noforwards"},
            {query.invert_media, "invert_media"},
            {query.schedule_date.has_value(), "schedule_date"},
            {query.schedule_repeat_period.has_value(), "schedule_repeat_period"},
            {query.send_as.has_value(), "send_as"},
            {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
            {query.effect.has_value(), "effect"},
            {query.allow_paid_stars.value_or(0) != 0, "allow_paid_stars"},
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
    return std::nullopt;
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
    return send_or_repeat(call, *to, message);
}

/// The media that a message shows, with its poll added to the world; null when the server has no such media.
[[nodiscard]] inline std::shared_ptr<message_extras>
shown_media(api_call& call, const place& to, const api::InputMedia& input) {
    auto extras = std::make_shared<message_extras>();
    if (const auto* contact = input.get_if<api::inputMediaContact>()) {
        api::messageMediaContact shown;
        shown.phone_number = contact->phone_number;
        shown.first_name = contact->first_name;
        shown.last_name = contact->last_name;
        shown.vcard = contact->vcard;
        extras->media = std::move(shown);
    } else if (const auto* dice = input.get_if<api::inputMediaDice>()) {
        api::messageMediaDice shown;
        shown.emoticon = dice->emoticon;
        shown.value =
            1 + static_cast<std::int32_t>(static_cast<std::uint64_t>(call.random_number()) % 6);
        extras->media = std::move(shown);
    } else if (const auto* point = input.get_if<api::inputMediaGeoPoint>();
               point != nullptr && point->geo_point.is<api::inputGeoPoint>()) {
        api::geoPoint geo;
        geo.lat = point->geo_point.get_if<api::inputGeoPoint>()->lat;
        geo.long_ = point->geo_point.get_if<api::inputGeoPoint>()->long_;
        api::messageMediaGeo shown;
        shown.geo = geo;
        extras->media = std::move(shown);
    } else if (const auto* asked = input.get_if<api::inputMediaPoll>()) {
        poll_record record;
        record.poll = asked->poll;
        record.poll.id = call.accounts.unique_number() + (std::int64_t{1} << 50);
        record.creator = call.self->id;
        record.dialog = to.dialog();
        tl::vector<api::PollAnswer> answers;
        for (const auto& each : asked->poll.answers) {
            api::pollAnswer shown;
            if (const auto* given = each.get_if<api::pollAnswer>())
                shown = *given;
            else if (const auto* wanted = each.get_if<api::inputPollAnswer>())
                shown.text = wanted->text;
            if (shown.option.view().empty())
                shown.option = tl::bytes{std::to_string(answers.size())};
            answers.push_back(std::move(shown));
        }
        record.poll.answers = std::move(answers);
        if (asked->correct_answers)
            for (const auto at : *asked->correct_answers)
                if (at >= 0 && static_cast<std::size_t>(at) < record.poll.answers.size())
                    record.correct.push_back(
                        poll_record::text_of(record.poll.answers[static_cast<std::size_t>(at)])
                    );
        extras->poll = record.poll.id;
        (void)call.accounts.add_poll(std::move(record));
    } else {
        return nullptr;
    }
    return extras;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendMedia& query) {
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_media))
        return *std::move(refused);
    draft message;
    if (auto refused = fill_draft(call, *to, query, message))
        return *std::move(refused);
    message.extras = shown_media(call, *to, query.media);
    if (!message.extras)
        return refuse(400, "MEDIA_NOT_SUPPORTED");
    return send_or_repeat(call, *to, message);
}

/// The origin of a forwarded message.
[[nodiscard]] inline api::messageFwdHeader origin_of(const stored_message& message) {
    if (message.extras && message.extras->forwarded)
        return *message.extras->forwarded;
    api::messageFwdHeader header;
    header.from_id = peer_of(message.post ? message.peer : message.from);
    header.date = message.date;
    if (message.post)
        header.channel_post = message.id;
    return header;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::forwardMessages& query) {
    const auto from = place_named(call, query.from_peer);
    if (!from)
        return failure{from.error()};
    const auto to = place_named(call, query.to_peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_plain))
        return *std::move(refused);
    if (query.id.empty() || query.id.size() != query.random_id.size())
        return refuse(400, query.id.empty() ? "MESSAGE_IDS_EMPTY" : "RANDOM_ID_INVALID");
    if (auto refused = refusal_of(
            {{query.with_my_score, "with_my_score"},
             {query.drop_media_captions, "drop_media_captions"},
             {query.noforwards, "noforwards"},
             {query.schedule_date.has_value(), "schedule_date"},
             {query.schedule_repeat_period.has_value(), "schedule_repeat_period"},
             {query.send_as.has_value(), "send_as"},
             {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
             {query.effect.has_value(), "effect"},
             {query.video_timestamp.has_value(), "video_timestamp"},
             {query.allow_paid_stars.value_or(0) != 0, "allow_paid_stars"},
             {query.suggested_post.has_value(), "suggested_post"},
             {query.reply_to.has_value(), "reply_to"}}
        ))
        return *std::move(refused);
    auto& box = box_of(call.accounts, *call.self, to->dialog());
    for (std::size_t at = 0; at != query.id.size(); ++at) { // all or none
        const auto* source = message_in(call.accounts, *call.self, from->dialog(), query.id[at]);
        if (source == nullptr || source->is_service())
            return refuse(400, "MESSAGE_ID_INVALID");
        if (query.random_id[at] == 0)
            return refuse(400, "RANDOM_ID_EMPTY");
        if (box.sent_with(call.self->id, query.random_id[at]) != nullptr)
            return refuse(500, "RANDOM_ID_DUPLICATE");
    }
    auto changes = call.changes();
    tl::vector<api::Update> ids;
    for (std::size_t at = 0; at != query.id.size(); ++at) {
        const auto* source = message_in(call.accounts, *call.self, from->dialog(), query.id[at]);
        draft copy;
        copy.text = source->text;
        copy.entities = source->entities;
        copy.random_id = query.random_id[at];
        copy.silent = query.silent;
        copy.topic = query.top_msg_id.value_or(0);
        copy.extras = std::make_shared<message_extras>();
        if (!query.drop_author)
            copy.extras->forwarded = origin_of(*source);
        if (source->extras) {
            copy.extras->media = source->extras->media;
            copy.extras->poll = source->extras->poll;
        }
        api::updateMessageID id;
        id.id = post(changes, *call.self, to->dialog(), copy);
        id.random_id = copy.random_id;
        ids.push_back(id);
    }
    auto updates = call.commit(changes);
    for (const auto& update : updates.updates)
        ids.push_back(update);
    updates.updates = std::move(ids);
    return answer(api::Updates{std::move(updates)});
}

} // namespace awaitgram::testing
