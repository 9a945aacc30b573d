// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/edited_media.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/scheduling.hpp>
#include <awaitgram/testing/server/api/sending.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The new content of a message: what a query leaves out stays, but a keyboard goes.
template <class Query>
[[nodiscard]] result<stored_message, api_refusal> edited_content(
    const api_call& call,
    const stored_message& before,
    const Query& query,
    const std::optional<api::MessageMedia>& media = std::nullopt
) {
    if (auto refused = refusal_of(
            {{query.media.has_value() && !media, "media"},
             {query.invert_media && !media, "invert_media"},
             {query.rich_message.has_value(), "rich_message"}}
        ))
        return *std::move(refused);
    auto after = before;
    if (query.message) {
        const auto text = query.message->view();
        const auto length = length_in_utf16(text);
        if (text.find_first_not_of(" \t\r\n") == std::string_view::npos && !before.extras)
            return refuse(400, "MESSAGE_EMPTY");
        if (length > longest_text)
            return refuse(400, "MESSAGE_TOO_LONG");
        tl::vector<api::MessageEntity> given;
        if (query.entities) {
            auto shown = shown_entities(call, *query.entities, length);
            if (!shown)
                return failure{shown.error()};
            given = *std::move(shown);
        }
        after.text = text;
        after.entities = with_found_entities(text, given);
    }
    after.reply_markup.reset();
    if (query.reply_markup) {
        if (!can_be_shown(*query.reply_markup))
            return refuse(400, "BUTTON_TYPE_INVALID");
        after.reply_markup = *query.reply_markup;
    }
    if (media) {
        after.extras = before.extras ? std::make_shared<message_extras>(*before.extras)
                                     : std::make_shared<message_extras>();
        after.extras->media = media;
        after.extras->invert_media = query.invert_media;
    }
    const auto same_media =
        after.extras == before.extras || (before.extras && before.extras->media == media);
    if (same_media && after.text == before.text && after.entities == before.entities &&
        after.reply_markup == before.reply_markup)
        return refuse(400, "MESSAGE_NOT_MODIFIED");
    return after;
}

/// Gives a message its new content, in all its copies.
inline void apply_edit(
    change_list& changes,
    account& self,
    std::int64_t dialog,
    std::int32_t id,
    const stored_message& content
) {
    change_message(changes, self, dialog, id, [&](stored_message& message) {
        message.text = content.text;
        message.entities = content.entities;
        message.reply_markup = content.reply_markup;
        message.extras = content.extras;
        message.edit_date = changes.date();
    });
}

/// Moves or ends the live location of a message.
[[nodiscard]] inline api_reply edit_live_location(
    api_call& call,
    const place& where,
    const stored_message& message,
    const api::inputMediaGeoLive& asked,
    const tl::opt<api::ReplyMarkup>& keyboard
) {
    const auto* shown = message.extras && message.extras->media
                            ? message.extras->media->get_if<api::messageMediaGeoLive>()
                            : nullptr;
    if (shown == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    constexpr std::int32_t until_stopped = 0x7fffffff;
    const auto age = call.date() - message.date;
    if (shown->period != until_stopped && age >= shown->period)
        return refuse(400, "MESSAGE_EDIT_TIME_EXPIRED");
    auto after = *shown;
    if (asked.stopped)
        after.period = age;
    else if (asked.geo_point.is<api::inputGeoPoint>())
        after = live_location(asked, asked.period.value_or(shown->period));
    else
        return refuse(400, "MEDIA_INVALID");
    std::optional<api::ReplyMarkup> below;
    if (keyboard) {
        if (!can_be_shown(*keyboard))
            return refuse(400, "BUTTON_TYPE_INVALID");
        below = *keyboard;
    }
    if (after == *shown && below == message.reply_markup)
        return refuse(400, "MESSAGE_NOT_MODIFIED");
    // All copies share the media.
    auto extras = std::make_shared<message_extras>(*message.extras);
    extras->media = std::move(after);
    auto changes = call.changes();
    change_message(changes, *call.self, where.dialog(), message.id, [&](stored_message& one) {
        one.extras = extras;
        one.reply_markup = below;
        one.edit_date = changes.date();
    });
    return answer(api::Updates{call.commit(changes)});
}

/// Closes the poll of a message.
[[nodiscard]] inline api_reply close_poll(
    api_call& call, const place& where, const stored_message& message, const api::InputMedia& media
) {
    const auto* asked = media.get_if<api::inputMediaPoll>();
    auto* poll = asked != nullptr && message.extras ? call.accounts.find_poll(message.extras->poll)
                                                    : nullptr;
    if (poll == nullptr || !asked->poll.closed)
        return refuse(400, "FIELD_NOT_SUPPORTED_media");
    if (poll->poll.closed)
        return refuse(400, "MESSAGE_NOT_MODIFIED");
    poll->poll.closed = true;
    auto changes = call.changes();
    change_message(changes, *call.self, where.dialog(), message.id, [&](stored_message& shown) {
        shown.reply_markup.reset();
    });
    return answer(api::Updates{call.commit(changes)});
}

/// Closes a poll, or moves or ends a live location.
[[nodiscard]] inline api_reply edit_media(
    api_call& call,
    const place& where,
    const stored_message& message,
    const api::messages::editMessage& query
) {
    const auto* live = query.media->get_if<api::inputMediaGeoLive>();
    if (live == nullptr)
        return close_poll(call, where, message, *query.media);
    if (auto refused = refusal_of(
            {{query.message.has_value(), "message"},
             {query.invert_media, "invert_media"},
             {query.rich_message.has_value(), "rich_message"}}
        ))
        return *std::move(refused);
    return edit_live_location(call, where, message, *live, query.reply_markup);
}

/// Changes a message that is to be sent later: its content, its date, or both.
[[nodiscard]] inline api_reply
edit_scheduled(api_call& call, const place& where, const api::messages::editMessage& query) {
    auto& list = call.self->scheduled[where.dialog()];
    const auto known = list.messages.find(query.id);
    if (known == list.messages.end())
        return refuse(400, "MESSAGE_ID_INVALID");
    if (auto refused = refusal_of_date(call, where, *query.schedule_date))
        return *std::move(refused);
    auto& planned = known->second;
    const auto before = as_stored(*call.self, where, query.id, planned);
    const auto after = edited_content(call, before, query);
    const auto moved = planned.date != *query.schedule_date;
    if (!after && !(moved && after.error().name == "MESSAGE_NOT_MODIFIED"))
        return failure{after.error()};
    if (after) {
        planned.content.text = after->text;
        planned.content.entities = after->entities;
    }
    planned.date = *query.schedule_date;
    planned.repeat = query.schedule_repeat_period.value_or(0);
    if (moved && planned.date != online_date)
        call.accounts.note_due(planned.date, {call.self->id, where.dialog(), query.id});
    return answer(api::Updates{show_scheduled(call, where, query.id, planned)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editMessage& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (query.schedule_date)
        return edit_scheduled(call, *where, query);
    if (auto refused = refusal_of({
            {query.schedule_repeat_period.has_value(), "schedule_repeat_period"},
            {query.quick_reply_shortcut_id.has_value(), "quick_reply_shortcut_id"},
        }))
        return *std::move(refused);
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.id);
    if (message == nullptr || message->is_service())
        return refuse(400, "MESSAGE_ID_INVALID");
    const auto as_admin = where->room != nullptr && where->room->is_broadcast() &&
                          where->room->can(call.self->id, &api::chatAdminRights::edit_messages);
    if (message->from != call.self->id && !as_admin)
        return refuse(403, "MESSAGE_AUTHOR_REQUIRED");
    if (query.media &&
        (query.media->is<api::inputMediaPoll>() || query.media->is<api::inputMediaGeoLive>()))
        return edit_media(call, *where, *message, query);
    std::optional<api::MessageMedia> media;
    if (query.media) {
        auto replaced = edited_media(call, *where, *message, *query.media);
        if (!replaced)
            return failure{replaced.error()};
        media = *std::move(replaced);
    }
    const auto after = edited_content(call, *message, query, media);
    if (!after)
        return failure{after.error()};
    auto changes = call.changes();
    apply_edit(changes, *call.self, where->dialog(), query.id, *after);
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline bool
may_erase(const api_call& call, const chat& room, const stored_message& message) {
    if (message.from == call.self->id && (!message.post || room.is_admin(call.self->id)))
        return true;
    return room.can(call.self->id, &api::chatAdminRights::delete_messages);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::deleteMessages& query) {
    std::map<std::int64_t, std::vector<std::int32_t>> by_chat;
    for (const auto id : query.id)
        if (const auto* message = call.self->box.find(id)) {
            const auto* group = call.accounts.find_chat(message->peer);
            if (query.revoke && group != nullptr && !may_erase(call, *group, *message))
                return refuse(403, "MESSAGE_DELETE_FORBIDDEN");
            by_chat[message->peer].push_back(id);
        }
    auto changes = call.changes();
    api::messages::affectedMessages affected;
    for (const auto& [dialog, ids] : by_chat)
        affected.pts_count += erase_messages(changes, *call.self, dialog, ids, query.revoke);
    call.deliver(changes);
    affected.pts = call.self->box.pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::deleteMessages& query) {
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    auto& room = **found;
    for (const auto id : query.id) {
        const auto* message = room.posts.find(id);
        if (message != nullptr && !may_erase(call, room, *message))
            return refuse(403, "MESSAGE_DELETE_FORBIDDEN");
    }
    auto changes = call.changes();
    api::messages::affectedMessages affected;
    const std::vector<std::int32_t> ids(query.id.begin(), query.id.end());
    affected.pts_count = erase_messages(changes, *call.self, room.id, ids, true);
    call.deliver(changes);
    affected.pts = room.posts.pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::deleteHistory& query) {
    const auto where = place_named(call, query.peer);
    if (!where || is_channel(where->dialog()))
        return refuse(400, "PEER_ID_INVALID");
    if (auto refused = refusal_of(
            {{query.min_date.has_value(), "min_date"}, {query.max_date.has_value(), "max_date"}}
        ))
        return *std::move(refused);
    // Of a basic group, only its creator deletes the messages of all.
    if (query.revoke && where->room != nullptr && where->room->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::vector<std::int32_t> ids;
    for (const auto id : call.self->box.ids_with(where->dialog()))
        if (query.max_id <= 0 || id <= query.max_id)
            ids.push_back(id);
    auto changes = call.changes();
    api::messages::affectedHistory affected;
    affected.pts_count = erase_messages(
        changes, *call.self, where->dialog(), ids, query.revoke && !query.just_clear
    );
    call.deliver(changes);
    affected.pts = call.self->box.pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::editInlineBotMessage& query) {
    const auto* id = query.id.get_if<api::inputBotInlineMessageID64>();
    const auto* place = id == nullptr ? nullptr : call.accounts.inlines().find_message(id->id);
    if (place == nullptr || place->bot != call.self->id ||
        id->access_hash != call.accounts.access_hash(call.self->id, id->id) ||
        (call.login.dc_of_key != 0 && id->dc_id != call.login.dc_of_key))
        return refuse(400, "MESSAGE_ID_INVALID");
    auto& owner = *call.accounts.find(place->account);
    const auto* message = message_in(call.accounts, owner, place->dialog, place->id);
    if (message == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    std::optional<api::MessageMedia> media;
    if (query.media) {
        auto* user = call.accounts.find(place->dialog);
        auto* room = call.accounts.find_chat(place->dialog);
        auto replaced = media_of_stored(call, testing::place{user, room}, *query.media);
        if (!replaced)
            return refuse(400, "MEDIA_INVALID"); // only files that are stored already
        if (!*replaced)
            return failure{replaced->error()};
        media = **std::move(replaced);
    }
    const auto after = edited_content(call, *message, query, media);
    if (!after)
        return failure{after.error()};
    auto changes = call.changes();
    apply_edit(changes, owner, place->dialog, place->id, *after);
    call.publish(changes);
    return answer(true);
}

} // namespace awaitgram::testing
