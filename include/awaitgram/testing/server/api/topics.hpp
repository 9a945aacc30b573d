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
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Icons of topics have one of these colours.
inline constexpr std::int32_t first_topic_color = 0x6fb9f0;

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
    created.icon_color = color.value_or(first_topic_color);
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

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editForumTopic& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    auto* room = where->room;
    if (room == nullptr || !room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    const auto known = room->topics.find(query.topic_id);
    if (known == room->topics.end())
        return refuse(400, "TOPIC_ID_INVALID");
    auto& topic = known->second;
    if (topic.from != call.self->id &&
        !room->can(call.self->id, &api::chatAdminRights::manage_topics))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
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

/// A topic as the caller sees it, and its last message.
inline void append_topic(
    const api_call& call,
    const chat& room,
    const forum_topic& topic,
    api::messages::forumTopics& list,
    std::set<std::int64_t>& ids
) {
    const auto read = room.member(call.self->id).read_max_id;
    api::forumTopic shown;
    shown.my = topic.from == call.self->id;
    shown.closed = topic.closed;
    shown.hidden = topic.hidden;
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
        if (room.posts.find(id)->topic != topic.id)
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
    for (const auto id : chosen)
        if (const auto known = room.topics.find(id); known != room.topics.end())
            append_topic(call, room, known->second, list, ids);
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
    std::vector<std::int32_t> chosen;
    const auto& topics = where->room->topics;
    for (auto at = topics.rbegin(); at != topics.rend(); ++at)
        if ((query.offset_topic <= 0 || at->first < query.offset_topic) &&
            (!query.q || at->second.title.find(query.q->view()) != std::string::npos) &&
            static_cast<std::int32_t>(chosen.size()) < std::clamp(query.limit, 0, 100))
            chosen.push_back(at->first);
    return answer_topics(call, *where->room, chosen);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getForumTopicsByID& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || !where->room->forum)
        return refuse(400, "CHANNEL_FORUM_MISSING");
    const std::vector<std::int32_t> chosen(query.topics.begin(), query.topics.end());
    return answer_topics(call, *where->room, chosen);
}

} // namespace awaitgram::testing
