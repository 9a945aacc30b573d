// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/channels.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

// What groups and channels are like.

namespace awaitgram::testing {

/// Tells the members that a chat is another one now.
[[nodiscard]] inline api_reply changed_settings(api_call& call, chat& room) {
    ++room.version;
    auto changes = call.changes();
    changes.for_each_member(room, [&](const account& member) {
        if (room.is_group()) {
            api::updateChat update;
            update.chat_id = bare_id(room.id);
            return changes.push(member.id, update, {room.id});
        }
        api::updateChannel update;
        update.channel_id = bare_id(room.id);
        changes.push(member.id, update, {room.id});
    });
    return committed(call, changes);
}

template <class Value>
[[nodiscard]] api_reply set_value(api_call& call, chat& room, Value chat::*field, Value value) {
    if (room.*field == value)
        return refuse(400, "CHAT_NOT_MODIFIED");
    room.*field = value;
    return changed_settings(call, room);
}

/// A supergroup in which the caller has a right.
[[nodiscard]] inline result<chat*, api_refusal> supergroup_named(
    const api_call& call, const api::InputChannel& input, bool api::chatAdminRights::*right
) {
    const auto room = channel_named(call, input);
    if (!room)
        return room;
    if ((*room)->is_broadcast())
        return refuse(400, "CHAT_ID_INVALID");
    if (!(*room)->can(call.self->id, right))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    return room;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::toggleSlowMode& query) {
    const auto room = supergroup_named(call, query.channel, &api::chatAdminRights::ban_users);
    if (!room)
        return failure{room.error()};
    constexpr std::int32_t allowed[] = {0, 10, 30, 60, 300, 900, 3600};
    if (std::find(std::begin(allowed), std::end(allowed), query.seconds) == std::end(allowed))
        return refuse(400, "SECONDS_INVALID");
    return set_value(call, **room, &chat::slow_mode, query.seconds);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::updatePaidMessagesPrice& query) {
    constexpr std::int64_t most_stars = 10'000;
    const auto room = supergroup_named(call, query.channel, &api::chatAdminRights::ban_users);
    if (!room)
        return failure{room.error()};
    if (auto refused =
            refusal_of({{query.broadcast_messages_allowed, "broadcast_messages_allowed"}}))
        return *std::move(refused);
    if (query.send_paid_messages_stars < 0 || query.send_paid_messages_stars > most_stars)
        return refuse(400, "STARS_AMOUNT_INVALID");
    return set_value(call, **room, &chat::message_price, query.send_paid_messages_stars);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::toggleJoinToSend& query) {
    const auto room = supergroup_named(call, query.channel, &api::chatAdminRights::ban_users);
    if (!room)
        return failure{room.error()};
    return set_value(call, **room, &chat::join_to_send, query.enabled);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::toggleJoinRequest& query) {
    const auto room = supergroup_named(call, query.channel, &api::chatAdminRights::ban_users);
    if (!room)
        return failure{room.error()};
    if (auto refused = refusal_of(
            {{query.apply_to_invites, "apply_to_invites"},
             {query.guard_bot.has_value(), "guard_bot"}}
        ))
        return *std::move(refused);
    if (query.enabled && (*room)->username.empty())
        return refuse(400, "CHAT_PUBLIC_REQUIRED");
    return set_value(call, **room, &chat::join_by_request, query.enabled);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::togglePreHistoryHidden& query) {
    const auto room = supergroup_named(call, query.channel, &api::chatAdminRights::change_info);
    if (!room)
        return failure{room.error()};
    if (query.enabled && (*room)->linked != 0)
        return refuse(400, "CHAT_LINK_EXISTS");
    return set_value(call, **room, &chat::hidden_prehistory, query.enabled);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::toggleNoForwards& query) {
    if (auto refused = refusal_of({{query.request_msg_id.has_value(), "request_msg_id"}}))
        return *std::move(refused);
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    if (where->room->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    return set_value(call, *where->room, &chat::noforwards, query.enabled);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::setHistoryTTL& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::change_info);
    if (!room)
        return failure{room.error()};
    constexpr std::int32_t longest = 366 * 24 * 60 * 60;
    if (query.period < 0 || query.period > longest)
        return refuse(400, "TTL_PERIOD_INVALID");
    if ((*room)->ttl == query.period)
        return refuse(400, "CHAT_NOT_MODIFIED");
    (*room)->ttl = query.period;
    api::messageActionSetMessagesTTL action;
    action.period = query.period;
    auto changes = call.changes();
    announce(changes, *call.self, (*room)->id, action);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::channels::setDiscussionGroup& query) {
    const auto broadcast = channel_named(call, query.broadcast);
    if (!broadcast || !(*broadcast)->is_broadcast())
        return refuse(400, "BROADCAST_ID_INVALID");
    auto& channel = **broadcast;
    if (!channel.can(call.self->id, &api::chatAdminRights::change_info))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    chat* group = nullptr;
    if (!query.group.is<api::inputChannelEmpty>()) {
        const auto named = channel_named(call, query.group);
        if (!named || (*named)->is_broadcast())
            return refuse(400, "MEGAGROUP_ID_INVALID");
        group = *named;
        if (!group->can(call.self->id, &api::chatAdminRights::pin_messages))
            return refuse(400, "CHAT_ADMIN_REQUIRED");
        if (group->hidden_prehistory)
            return refuse(400, "MEGAGROUP_PREHISTORY_HIDDEN");
    }
    if (channel.linked == (group != nullptr ? group->id : 0))
        return refuse(400, "LINK_NOT_MODIFIED");
    const auto part = [&call](chat* room) {
        if (room == nullptr)
            return;
        if (auto* other = call.accounts.find_chat(room->linked))
            other->linked = 0;
        room->linked = 0;
    };
    part(&channel);
    part(group);
    if (group != nullptr) {
        channel.linked = group->id;
        group->linked = channel.id;
    }
    auto changes = call.changes();
    changes.for_each_member(channel, [&](const account& member) {
        api::updateChannel update;
        update.channel_id = bare_id(channel.id);
        changes.push(member.id, update, {channel.id});
    });
    call.publish(changes);
    return answer(true);
}

/// In whose name an account can write in a supergroup: its own, as an anonymous admin that of the group, and those of its channels.
[[nodiscard]] inline std::vector<std::int64_t>
names_to_write_in(const api_call& call, const chat& room) {
    const auto self = call.self->id;
    std::vector<std::int64_t> names{self};
    const auto own = room.member(self);
    if (own.is == standing::creator || (own.is == standing::admin && own.rights.anonymous))
        names.push_back(room.id);
    for (const auto& [id, other] : call.accounts.chats())
        if (other->is_broadcast() && other->creator == self && !other->deleted)
            names.push_back(id);
    return names;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getSendAs& query) {
    if (auto refused = refusal_of(
            {{query.for_paid_reactions, "for_paid_reactions"},
             {query.for_live_stories, "for_live_stories"}}
        ))
        return *std::move(refused);
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || where->room->is_group())
        return refuse(400, "PEER_ID_INVALID");
    api::channels::sendAsPeers list;
    std::set<std::int64_t> ids;
    for (const auto id : names_to_write_in(call, *where->room)) {
        api::sendAsPeer one;
        one.peer = peer_of(id);
        list.peers.push_back(std::move(one));
        ids.insert(id);
    }
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::saveDefaultSendAs& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || where->room->is_group())
        return refuse(400, "PEER_ID_INVALID");
    const auto name = place_named(call, query.send_as);
    if (!name)
        return refuse(400, "SEND_AS_PEER_INVALID");
    const auto names = names_to_write_in(call, *where->room);
    if (std::count(names.begin(), names.end(), name->dialog()) == 0)
        return refuse(400, "SEND_AS_PEER_INVALID");
    where->room->send_as[call.self->id] = name->dialog();
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getOnlines& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    api::chatOnlines counted;
    for (const auto& [id, member] : where->room->members) {
        const auto* user = call.accounts.find(id);
        counted.onlines += member.is_in() && user != nullptr && user->online_until > call.date();
    }
    counted.onlines = std::max(counted.onlines, 1);
    return answer(counted);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::editChatParticipantRank& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr || where->room->is_broadcast())
        return refuse(400, "PEER_ID_INVALID");
    auto& room = *where->room;
    const auto* user = user_of(call, query.participant);
    if (user == nullptr)
        return refuse(400, "PARTICIPANT_ID_INVALID");
    if (!room.has(user->id))
        return refuse(400, "USER_NOT_PARTICIPANT");
    const auto own = user == call.self;
    const auto may = own ? room.allows(user->id, &api::chatBannedRights::edit_rank)
                         : room.can(call.self->id, &api::chatAdminRights::manage_ranks);
    if (!may || (!own && room.creator == user->id))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (query.rank.size() > 16 * 4)
        return refuse(400, "ADMIN_RANK_INVALID");
    auto place = room.member(user->id);
    if (query.rank == place.rank)
        return refuse(400, "CHAT_NOT_MODIFIED");
    place.rank = query.rank.str();
    auto changes = call.changes();
    set_member(changes, room, place, call.self->id);
    return committed(call, changes);
}

} // namespace awaitgram::testing
