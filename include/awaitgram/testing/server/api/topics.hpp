// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Icons of topics have one of these colours.
inline constexpr std::int32_t topic_colors[] = {
    0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f};
/// The topic that every forum has.
inline constexpr std::int32_t general_topic = 1;

[[nodiscard]] inline api_reply create_topic(
    api_call& call,
    chat& room,
    const tl::string& title,
    tl::opt<std::int32_t> color,
    tl::opt<std::int64_t> emoji,
    std::int64_t random_id
) {
    if (!room.forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    if (title.empty() || title.size() > longest_title * 4)
        return refuse(400, "TOPIC_TITLE_EMPTY");
    if (!room.can(call.self->id, &api::chatAdminRights::manage_topics) &&
        !room.allows(call.self->id, &api::chatBannedRights::manage_topics))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    api::messageActionTopicCreate created;
    created.title = title;
    created.icon_color = color.value_or(topic_colors[0]);
    if (std::find(std::begin(topic_colors), std::end(topic_colors), created.icon_color) ==
        std::end(topic_colors))
        return refuse(400, "COLOR_INVALID");
    if (random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    if (room.posts.sent_with(call.self->id, random_id) != nullptr)
        return refuse(500, "RANDOM_ID_DUPLICATE");
    created.icon_emoji_id = emoji;
    draft message;
    message.random_id = random_id;
    message.extras = std::make_shared<message_extras>();
    message.extras->action = created;
    auto changes = call.changes();
    forum_topic topic;
    topic.id = post(changes, *call.self, room.id, message);
    topic.title = title.str();
    topic.icon_color = created.icon_color;
    topic.icon_emoji = emoji.value_or(0);
    topic.from = call.self->id;
    topic.date = call.date();
    room.topics[topic.id] = topic;
    auto updates = call.commit(changes);
    api::updateMessageID id;
    id.id = topic.id;
    id.random_id = random_id;
    tl::vector<api::Update> list;
    list.push_back(id);
    for (const auto& update : updates.updates)
        list.push_back(update);
    updates.updates = std::move(list);
    return answer(api::Updates{std::move(updates)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::createForumTopic& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    if (auto refused = refusal_of(
            {{query.title_missing, "title_missing"}, {query.send_as.has_value(), "send_as"}}
        ))
        return *std::move(refused);
    return create_topic(
        call, *where->room, query.title, query.icon_color, query.icon_emoji_id, query.random_id
    );
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::createForumTopic& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if (auto refused = refusal_of({{query.send_as.has_value(), "send_as"}}))
        return *std::move(refused);
    return create_topic(
        call, **room, query.title, query.icon_color, query.icon_emoji_id, query.random_id
    );
}

/// A topic that the caller may change; the General topic only where it may be.
struct topic_place {
    chat* room = nullptr;
    forum_topic* topic = nullptr;
};

[[nodiscard]] inline result<topic_place, api_refusal>
topic_named(const api_call& call, const api::InputPeer& peer, std::int32_t id) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    auto* room = where->room;
    if (room == nullptr || !room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    const auto known = room->topics.find(id);
    if (known == room->topics.end() && id != general_topic)
        return refuse(400, "TOPIC_ID_INVALID");
    auto* topic = known != room->topics.end() ? &known->second : &room->general;
    if (topic->from != call.self->id &&
        !room->can(call.self->id, &api::chatAdminRights::manage_topics))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    return topic_place{room, topic};
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editForumTopic& query) {
    const auto found = topic_named(call, query.peer, query.topic_id);
    if (!found)
        return failure{found.error()};
    auto& [room, place] = *found;
    auto& topic = *place;
    const auto renamed = query.title.has_value() || query.icon_emoji_id.has_value();
    if (query.hidden && query.topic_id != general_topic)
        return refuse(400, "NOGENERAL_HIDE_FORBIDDEN");
    if (query.hidden && (query.closed || renamed))
        return refuse(400, "TOPIC_HIDE_SEPARATELY");
    if (query.closed && renamed)
        return refuse(400, "TOPIC_CLOSE_SEPARATELY");
    if (query.icon_emoji_id && query.topic_id == general_topic)
        return refuse(400, "GENERAL_MODIFY_ICON_FORBIDDEN");
    const auto same = (!query.title || *query.title == topic.title) &&
                      query.icon_emoji_id.value_or(topic.icon_emoji) == topic.icon_emoji &&
                      (!query.closed || *query.closed == topic.closed) &&
                      (!query.hidden || *query.hidden == topic.hidden);
    if (same)
        return refuse(400, "TOPIC_NOT_MODIFIED");
    if (query.title)
        topic.title = query.title->str();
    topic.icon_emoji = query.icon_emoji_id.value_or(topic.icon_emoji);
    if (query.closed)
        topic.closed = *query.closed;
    if (query.hidden)
        topic.hidden = *query.hidden;
    api::messageActionTopicEdit edited;
    edited.title = query.title;
    edited.icon_emoji_id = query.icon_emoji_id;
    edited.closed = query.closed;
    edited.hidden = query.hidden;
    auto changes = call.changes();
    announce(changes, *call.self, room->id, std::move(edited), 0, topic.id);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::updatePinnedForumTopic& query) {
    const auto found = topic_named(call, query.peer, query.topic_id);
    if (!found)
        return failure{found.error()};
    constexpr std::ptrdiff_t most_pinned = 5;
    const auto& topics = found->room->topics;
    if (query.pinned && !found->topic->pinned &&
        std::count_if(topics.begin(), topics.end(), [](const auto& entry) {
            return entry.second.pinned;
        }) >= most_pinned)
        return refuse(400, "PINNED_TOO_MUCH");
    found->topic->pinned = query.pinned;
    auto changes = call.changes();
    changes.for_each_member(*found->room, [&](const account& member) {
        api::updatePinnedForumTopic update;
        update.pinned = query.pinned;
        update.peer = peer_of(found->room->id);
        update.topic_id = query.topic_id;
        changes.push(member.id, std::move(update), {found->room->id});
    });
    return committed(call, changes);
}

/// Deletes a topic, a hundred messages at a time.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::deleteTopicHistory& query) {
    constexpr std::size_t most_at_once = 100;
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    auto* room = where->room;
    if (room == nullptr || !room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    if (room->topics.find(query.top_msg_id) == room->topics.end())
        return refuse(400, "TOPIC_ID_INVALID");
    if (!room->can(call.self->id, &api::chatAdminRights::delete_messages))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::vector<std::int32_t> ids;
    for (const auto id : room->posts.ids_with(room->id))
        if (id == query.top_msg_id || room->posts.find(id)->topic == query.top_msg_id)
            ids.push_back(id);
    const auto rest = ids.size() > most_at_once ? ids.size() - most_at_once : 0;
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(rest)); // the newest first
    auto changes = call.changes();
    const auto moved = erase_messages(changes, *call.self, room->id, ids, true);
    if (rest == 0)
        room->topics.erase(query.top_msg_id);
    call.deliver(changes);
    api::messages::affectedHistory affected;
    affected.pts = room->posts.pts();
    affected.pts_count = moved;
    affected.offset = static_cast<std::int32_t>(rest);
    return answer(affected);
}

/// A topic as the caller sees it, and its last message.
inline void append_topic(
    const api_call& call,
    const chat& room,
    const forum_topic& topic,
    api::messages::forumTopics& list,
    std::set<std::int64_t>& ids
) {
    const auto read = room.member(call.self->id).read_in(topic.id);
    api::forumTopic shown;
    shown.my = topic.from == call.self->id;
    shown.closed = topic.closed;
    shown.hidden = topic.hidden;
    shown.pinned = topic.pinned;
    shown.id = topic.id;
    shown.date = topic.date;
    shown.peer = peer_of(room.id);
    shown.title = tl::string{topic.title};
    shown.icon_color = topic.icon_color;
    if (topic.icon_emoji != 0)
        shown.icon_emoji_id = topic.icon_emoji;
    shown.top_message = topic.id;
    shown.read_inbox_max_id = read;
    shown.from_id = peer_of(topic.from);
    for (const auto id : room.posts.ids_with(room.id)) {
        if (!room.has_in_topic(topic.id, *room.posts.find(id)))
            continue;
        shown.top_message = id;
        shown.unread_count += id > read;
    }
    if (const auto* top = room.posts.find(shown.top_message)) {
        list.messages.push_back(call.own_view().message(*top));
        append_message_peers(*top, ids);
    }
    ids.insert(topic.from);
    list.topics.push_back(std::move(shown));
}

[[nodiscard]] inline api_reply
answer_topics(const api_call& call, const chat& room, const std::vector<std::int32_t>& chosen) {
    api::messages::forumTopics list;
    std::set<std::int64_t> ids{room.id, call.self->id};
    for (const auto id : chosen) {
        const auto known = room.topics.find(id);
        if (known != room.topics.end()) {
            append_topic(call, room, known->second, list, ids);
        } else if (id == general_topic) {
            auto general = room.general;
            general.from = room.creator;
            general.date = room.date;
            append_topic(call, room, general, list, ids);
        } else {
            api::forumTopicDeleted gone;
            gone.id = id;
            list.topics.push_back(gone);
        }
    }
    list.count = static_cast<std::int32_t>(room.topics.size());
    list.pts = room.posts.pts();
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getForumTopics& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || !where->room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    const auto first_page = query.offset_topic <= 0;
    if (auto refused = refusal_of({
            {first_page && query.offset_date > 0, "offset_date"},
            {first_page && query.offset_id > 0, "offset_id"},
        }))
        return *std::move(refused); // topics are in the order of their ids
    std::vector<std::int32_t> chosen;
    const auto& topics = where->room->topics;
    const auto choose = [&](bool pinned) {
        for (auto at = topics.rbegin(); at != topics.rend(); ++at)
            if (at->second.pinned == pinned && (first_page || at->first < query.offset_topic) &&
                (!query.q || at->second.title.find(query.q->view()) != std::string::npos) &&
                static_cast<std::int32_t>(chosen.size()) < std::clamp(query.limit, 0, 100))
                chosen.push_back(at->first);
    };
    if (first_page)
        choose(true);
    choose(false);
    return answer_topics(call, *where->room, chosen);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getForumTopicsByID& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || !where->room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    if (query.topics.empty() || query.topics.size() > 100)
        return refuse(400, "TOPICS_EMPTY");
    const std::vector<std::int32_t> chosen(query.topics.begin(), query.topics.end());
    return answer_topics(call, *where->room, chosen);
}

} // namespace awaitgram::testing
