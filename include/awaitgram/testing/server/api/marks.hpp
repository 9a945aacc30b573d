// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/editing.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Marks on messages and chats, the lists of those who gave them, and histories that are deleted.

namespace awaitgram::testing {

/// The part of a list that an offset, the number of an item, selects, and the offset of the next one.
struct list_part {
    std::size_t begin{};
    std::size_t end{};
    std::string next{};
};
[[nodiscard]] inline std::optional<list_part>
part_of(std::size_t size, const tl::opt<tl::string>& offset, std::int32_t limit) {
    const auto first = read_offset(offset ? offset->view() : std::string_view{});
    if (!first)
        return std::nullopt;
    list_part part;
    part.begin = std::min(size, *first);
    part.end = std::min<std::size_t>(
        size, part.begin + static_cast<std::size_t>(std::clamp(limit, 0, 100))
    );
    if (part.end < size)
        part.next = std::to_string(part.end);
    return part;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getMessageReactionsList& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.id);
    if (message == nullptr)
        return refuse(400, "MSG_ID_INVALID");
    if (message->post)
        return refuse(403, "BROADCAST_FORBIDDEN");
    std::vector<api::messagePeerReaction> all;
    if (message->extras)
        for (auto given = message->extras->reactions.rbegin();
             given != message->extras->reactions.rend();
             ++given)
            for (const auto& reaction : given->reactions) {
                if (query.reaction && !(reaction == *query.reaction))
                    continue;
                api::messagePeerReaction one;
                one.peer_id = peer_of(given->by);
                one.date = given->date;
                one.my = given->by == call.self->id;
                one.reaction = reaction;
                all.push_back(std::move(one));
            }
    const auto part = part_of(all.size(), query.offset, query.limit);
    if (!part)
        return refuse(400, "OFFSET_INVALID");
    api::messages::messageReactionsList list;
    list.count = static_cast<std::int32_t>(all.size());
    std::set<std::int64_t> ids;
    for (auto at = part->begin; at != part->end; ++at) {
        ids.insert(dialog_id(all[at].peer_id));
        list.reactions.push_back(all[at]);
    }
    if (!part->next.empty())
        list.next_offset = tl::string{part->next};
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getPollVotes& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.id);
    const auto* poll = message != nullptr && message->extras
                           ? call.accounts.find_poll(message->extras->poll)
                           : nullptr;
    if (poll == nullptr)
        return refuse(400, "MSG_ID_INVALID");
    if (!poll->poll.public_voters)
        return refuse(400, "BROADCAST_FORBIDDEN");
    if (poll->votes.count(call.self->id) == 0 && poll->creator != call.self->id)
        return refuse(403, "POLL_VOTE_REQUIRED");
    const auto wanted = query.option ? poll_record::to_text(*query.option) : std::string{};
    std::vector<api::messagePeerVoteMultiple> all;
    for (const auto& [voter, options] : poll->votes) {
        if (!wanted.empty() && std::count(options.begin(), options.end(), wanted) == 0)
            continue;
        api::messagePeerVoteMultiple vote;
        vote.peer = peer_of(voter);
        vote.date = call.date();
        for (const auto& option : options)
            vote.options.push_back(tl::bytes{option});
        all.push_back(std::move(vote));
    }
    const auto part = part_of(all.size(), query.offset, query.limit);
    if (!part)
        return refuse(400, "OFFSET_INVALID");
    api::messages::votesList list;
    list.count = static_cast<std::int32_t>(all.size());
    std::set<std::int64_t> ids;
    for (auto at = part->begin; at != part->end; ++at) {
        ids.insert(dialog_id(all[at].peer));
        list.votes.push_back(all[at]);
    }
    if (!part->next.empty())
        list.next_offset = tl::string{part->next};
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getMessagesViews& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    api::messages::messageViews answered;
    for (const auto id : query.id) {
        api::messageViews views;
        const auto* message = message_in(call.accounts, *call.self, where->dialog(), id);
        if (message != nullptr && message->post) {
            views.views = 1;
            views.forwards = 0;
        }
        answered.views.push_back(std::move(views));
    }
    return answer(answered);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::exportMessageLink& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if ((*room)->posts.find(query.id) == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    if (auto refused = refusal_of({{query.grouped, "grouped"}, {query.thread, "thread"}}))
        return *std::move(refused);
    const auto name =
        (*room)->username.empty() ? "c/" + std::to_string(bare_id((*room)->id)) : (*room)->username;
    api::exportedMessageLink link;
    link.link = tl::string{"https://t.me/" + name + '/' + std::to_string(query.id)};
    return answer(link);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::deleteHistory& query) {
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    auto& room = **found;
    if (!query.for_everyone)
        return refuse(400, "FIELD_NOT_SUPPORTED_for_everyone");
    if (room.member(call.self->id).is != standing::creator)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::vector<std::int32_t> ids;
    for (const auto id : room.posts.ids_with(room.id))
        if (query.max_id <= 0 || id <= query.max_id)
            ids.push_back(id);
    auto changes = call.changes();
    erase_messages(changes, *call.self, room.id, ids, true);
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::deleteParticipantHistory& query) {
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    auto& room = **found;
    const auto* writer = user_of(call, query.participant);
    if (writer == nullptr)
        return refuse(400, "PARTICIPANT_ID_INVALID");
    if (!room.can(call.self->id, &api::chatAdminRights::delete_messages))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::vector<std::int32_t> ids;
    for (const auto id : room.posts.ids_with(room.id))
        if (room.posts.find(id)->from == writer->id)
            ids.push_back(id);
    constexpr std::size_t at_once = 100; // the caller asks again for the rest
    const auto left = ids.size() > at_once ? ids.size() - at_once : 0;
    if (left != 0)
        ids.resize(at_once);
    auto changes = call.changes();
    api::messages::affectedHistory affected;
    affected.pts_count = erase_messages(changes, *call.self, room.id, ids, true);
    call.deliver(changes);
    affected.pts = room.posts.pts();
    affected.offset = static_cast<std::int32_t>(left);
    return answer(affected);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::clearAllDrafts&) {
    auto changes = call.changes();
    std::vector<std::int64_t> chats;
    for (const auto& [peer, state] : call.self->box.dialogs())
        if (state.draft)
            chats.push_back(peer);
    for (const auto peer : chats)
        clear_draft(changes, *call.self, peer);
    call.deliver(changes);
    return answer(true);
}

} // namespace awaitgram::testing
