// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/history.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/threads.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

// What an account has not seen yet beside new messages: mentions, reactions, voice and video messages, and threads.

namespace awaitgram::testing {

/// Marks messages of a chat as opened, except those that are already, and tells the account, and writers of private chats. Returns how
/// many are new.
[[nodiscard]] inline std::int32_t
open_messages(api_call& call, std::int64_t dialog, const std::vector<std::int32_t>& ids) {
    auto& self = *call.self;
    auto& box = box_of(call.accounts, self, dialog);
    tl::vector<std::int32_t> opened;
    std::map<std::int64_t, tl::vector<std::int32_t>> by_writer;
    for (const auto id : std::set<std::int32_t>(ids.begin(), ids.end())) {
        const auto* message = box.find(id);
        if (message == nullptr || !is_unopened(self, box, *message))
            continue;
        self.opened.insert(key_of(*message));
        opened.push_back(id);
        if (is_user(message->peer) && is_played(*message))
            by_writer[message->peer].push_back(message->twin_id);
    }
    if (opened.empty())
        return 0;
    const auto count = static_cast<std::int32_t>(opened.size());
    auto changes = call.changes();
    if (is_channel(dialog)) {
        api::updateChannelReadMessagesContents update;
        update.channel_id = bare_id(dialog);
        update.messages = std::move(opened);
        changes.push(self.id, std::move(update), {dialog});
        call.deliver(changes);
        return count;
    }
    const auto tell = [&](account& whom, tl::vector<std::int32_t> read) {
        const auto moved = static_cast<std::int32_t>(read.size());
        api::updateReadMessagesContents update;
        update.messages = std::move(read);
        update.pts = whom.box.pts() + moved;
        update.pts_count = moved;
        const auto loose = std::make_shared<loose_update>();
        loose->update = std::move(update);
        changes.add(whom.id, whom.box.add_other(0, moved, loose, call.date()));
    };
    tell(self, std::move(opened));
    for (auto& [writer, read] : by_writer)
        if (auto* known = call.accounts.find(writer); known != nullptr && !known->bot)
            tell(*known, std::move(read));
    call.deliver(changes);
    return count;
}

/// The messages of a chat, or of one thread of it, newest first.
[[nodiscard]] inline result<std::vector<const stored_message*>, api_refusal> messages_or_thread(
    const api_call& call, const api::InputPeer& peer, const tl::opt<std::int32_t>& first
) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    if (!first)
        return messages_of(call, *where);
    const auto thread = thread_named(call, peer, *first);
    if (!thread)
        return failure{thread.error()};
    return thread->newest_first();
}

/// A page of the messages that `unread` selects.
template <class Query, class Unread>
[[nodiscard]] api_reply answer_unread(api_call& call, const Query& query, Unread unread) {
    auto all = messages_or_thread(call, query.peer, query.top_msg_id);
    if (!all)
        return failure{all.error()};
    const auto where = place_named(call, query.peer);
    const auto& box = box_of(call.accounts, *call.self, where->dialog());
    std::erase_if(*all, [&](const auto* message) { return !unread(box, *message); });
    const auto [begin, end] = page_of(*all, query.offset_id, 0, query.add_offset, query.limit);
    const auto shown = between(*all, begin, end, query.min_id, query.max_id);
    return answer_messages(call, *where, shown, all->size(), shown.size() == all->size());
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getUnreadMentions& query) {
    return answer_unread(call, query, [&](const mailbox& box, const stored_message& message) {
        return is_unread_mention(*call.self, box, message);
    });
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getUnreadReactions& query) {
    if (auto refused = refusal_of({{query.saved_peer_id.has_value(), "saved_peer_id"}}))
        return *std::move(refused);
    return answer_unread(call, query, [&](const mailbox&, const stored_message& message) {
        return has_unread_reactions(*call.self, message);
    });
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::readMentions& query) {
    const auto all = messages_or_thread(call, query.peer, query.top_msg_id);
    if (!all)
        return failure{all.error()};
    const auto dialog = place_named(call, query.peer)->dialog();
    const auto& box = box_of(call.accounts, *call.self, dialog);
    std::vector<std::int32_t> ids;
    for (const auto* message : *all)
        if (is_unread_mention(*call.self, box, *message))
            ids.push_back(message->id);
    const auto opened = open_messages(call, dialog, ids);
    api::messages::affectedHistory affected;
    affected.pts_count = is_channel(dialog) ? 0 : opened;
    affected.pts = box.pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::readReactions& query) {
    if (auto refused = refusal_of({{query.saved_peer_id.has_value(), "saved_peer_id"}}))
        return *std::move(refused);
    const auto all = messages_or_thread(call, query.peer, query.top_msg_id);
    if (!all)
        return failure{all.error()};
    for (const auto* message : *all)
        if (has_unread_reactions(*call.self, *message))
            for (auto& given : message->extras->reactions)
                given.unread = false;
    api::messages::affectedHistory affected;
    affected.pts = box_of(call.accounts, *call.self, place_named(call, query.peer)->dialog()).pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::readMessageContents& query) {
    api::messages::affectedMessages affected;
    affected.pts_count = open_messages(call, 0, {query.id.begin(), query.id.end()});
    affected.pts = call.self->box.pts();
    return answer(affected);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::readMessageContents& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    (void)open_messages(call, (*room)->id, {query.id.begin(), query.id.end()});
    return answer(true);
}

/// Marks a thread as read; the other messages of its chat are left.
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::readDiscussion& query) {
    const auto thread = thread_named(call, query.peer, query.msg_id);
    if (!thread)
        return failure{thread.error()};
    auto& room = *thread->room;
    const auto all = thread->newest_first();
    const auto last = all.empty() ? 0 : all.front()->id;
    const auto up_to = std::min(query.read_max_id, last);
    const auto place = room.members.find(call.self->id);
    if (place == room.members.end() || up_to <= place->second.read_in(thread->first))
        return answer(true);
    place->second.read_threads[thread->first] = up_to;
    api::updateReadChannelDiscussionInbox update;
    update.channel_id = bare_id(room.id);
    update.top_msg_id = thread->first;
    update.read_max_id = up_to;
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {room.id});
    call.deliver(changes);
    return answer(true);
}

} // namespace awaitgram::testing
