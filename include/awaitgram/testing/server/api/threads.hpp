// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/history.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

// Replies of supergroups, comments on the posts of channels, and the topics of forums.

namespace awaitgram::testing {

/// Messages that belong together, in a supergroup: a topic, or the replies to a message.
struct thread_place {
    chat* room = nullptr;
    std::int32_t first{};

    [[nodiscard]] std::vector<const stored_message*> newest_first() const {
        std::vector<const stored_message*> all;
        for (const auto id : room->posts.ids_with(room->id))
            if (const auto* message = room->posts.find(id); room->has_in_thread(first, *message))
                all.push_back(message);
        std::reverse(all.begin(), all.end());
        return all;
    }
};

/// The thread of a message of a supergroup; for a post of a channel, that of its copy in the group for comments.
[[nodiscard]] inline result<thread_place, api_refusal>
thread_named(const api_call& call, const api::InputPeer& peer, std::int32_t id) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    auto* room = where->room;
    if (room == nullptr || room->is_group())
        return refuse(400, "PEER_ID_INVALID");
    if (room->is_broadcast()) {
        const auto shared = room->discussions.find(id);
        if (shared == room->discussions.end() || shared->second.first != room->linked)
            return refuse(400, "MSG_ID_INVALID");
        room = call.accounts.find_chat(room->linked);
        id = shared->second.second;
    }
    if (room->forum) {
        const auto known = id == room->general.id || room->topics.count(id) != 0;
        if (!known)
            return refuse(400, "TOPIC_ID_INVALID");
        return thread_place{room, id};
    }
    const auto* message = room->posts.find(id);
    if (message == nullptr)
        return refuse(400, "MSG_ID_INVALID");
    return thread_place{room, message->thread != 0 ? message->thread : id};
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getReplies& query) {
    const auto thread = thread_named(call, query.peer, query.msg_id);
    if (!thread)
        return failure{thread.error()};
    const auto all = thread->newest_first();
    const auto [begin, end] =
        page_of(all, query.offset_id, query.offset_date, query.add_offset, query.limit);
    const auto shown = between(all, begin, end, query.min_id, query.max_id);
    return answer_messages(call, place{nullptr, thread->room}, shown, all.size(), false);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getDiscussionMessage& query) {
    const auto thread = thread_named(call, query.peer, query.msg_id);
    if (!thread)
        return failure{thread.error()};
    const auto& room = *thread->room;
    const auto* first = room.posts.find(thread->first);
    if (first == nullptr) // General begins at no message
        return refuse(400, "MSG_ID_INVALID");
    const auto own = call.own_view();
    const auto read = room.member(call.self->id).read_in(thread->first);
    api::messages::discussionMessage answered;
    std::set<std::int64_t> ids{call.self->id, room.id};
    answered.messages.push_back(own.message(*first));
    append_message_peers(*first, ids);
    answered.read_inbox_max_id = read;
    for (const auto* message : thread->newest_first()) {
        answered.max_id = std::max(answered.max_id.value_or(0), message->id);
        answered.unread_count += message->id > read && message->from != call.self->id;
    }
    own.fill_peers(answered, ids);
    return answer(answered);
}

} // namespace awaitgram::testing
