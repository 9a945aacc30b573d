// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::createChannel& query) {
    if (!is_title(query.title))
        return refuse(400, "CHAT_TITLE_EMPTY");
    if (query.broadcast && (query.megagroup || query.forum))
        return refuse(400, "CHANNEL_INVALID");
    if (auto refused = refusal_of(
            {{query.for_import, "for_import"},
             {query.geo_point.has_value(), "geo_point"},
             {query.address.has_value(), "address"},
             {query.ttl_period.has_value(), "ttl_period"}}
        ))
        return *std::move(refused);
    const auto group = query.megagroup || query.forum;
    auto changes = call.changes();
    auto& room = create_chat(
        changes, group ? chat_kind::supergroup : chat_kind::channel, *call.self, query.title.str()
    );
    room.about = query.about.str();
    room.forum = query.forum;
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::inviteToChannel& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    const auto may = (*room)->can(call.self->id, &api::chatAdminRights::invite_users) ||
                     (!(*room)->is_broadcast() &&
                      (*room)->allows(call.self->id, &api::chatBannedRights::invite_users));
    if (!may)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    const auto added = accounts_to_add(call, query.users, *room);
    if (!added)
        return failure{added.error()};
    for (const auto* user : *added) {
        if (user->bot && (*room)->is_broadcast())
            return refuse(400, "USER_BOT"); // a bot comes into a channel as an admin
        if ((*room)->member(user->id).is == standing::banned)
            return refuse(400, "USER_KICKED");
    }
    auto changes = call.changes();
    add_members(changes, **room, *call.self, *added);
    return invited(call, changes);
}

/// Commits changes as the result of joining a chat.
[[nodiscard]] inline api_reply joined(api_call& call, change_list& changes) {
    api::messages::chatInviteJoinResultOk done;
    done.updates = api::Updates{call.commit(changes)};
    return answer(api::messages::ChatInviteJoinResult{std::move(done)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::joinChannel& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if ((*room)->has(call.self->id))
        return refuse(400, "USER_ALREADY_PARTICIPANT");
    auto changes = call.changes();
    add_members(changes, **room, *call.self, {call.self});
    return joined(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::leaveChannel& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if (!(*room)->has(call.self->id))
        return refuse(400, "USER_NOT_PARTICIPANT");
    auto place = (*room)->member(call.self->id);
    if (place.is == standing::creator)
        return refuse(400, "USER_CREATOR");
    place.is = standing::left;
    place.rights = {};
    auto changes = call.changes();
    remove_member(changes, **room, *call.self, place);
    return committed(call, changes);
}

[[nodiscard]] inline bool is_restriction(const api::chatBannedRights& rights) {
    auto none = api::chatBannedRights{};
    none.until_date = rights.until_date;
    return rights != none;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::editBanned& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    const auto* user = user_of(call, query.participant);
    if (user == nullptr)
        return refuse(400, "PARTICIPANT_ID_INVALID");
    if (!(*room)->can(call.self->id, &api::chatAdminRights::ban_users))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto place = (*room)->member(user->id);
    if (place.is == standing::creator ||
        (place.is == standing::admin && (*room)->creator != call.self->id &&
         place.changed_by != call.self->id))
        return refuse(400, "USER_ADMIN_INVALID");
    const auto was_in = place.is_in();
    place.banned = query.banned_rights;
    place.rights = {};
    place.changed_by = call.self->id;
    place.date = call.date();
    if (query.banned_rights.view_messages)
        place.is = standing::banned;
    else if (is_restriction(query.banned_rights))
        place.is = was_in ? standing::restricted : standing::left;
    else
        place.is = was_in ? standing::member : standing::left;
    auto changes = call.changes();
    if (place.is == standing::banned && was_in)
        remove_member(changes, **room, *call.self, place);
    else
        set_member(changes, **room, place, call.self->id);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::editAdmin& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    if (!(*room)->can(call.self->id, &api::chatAdminRights::add_admins))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if ((*room)->creator == user->id)
        return refuse(400, "USER_CREATOR");
    if (query.rank && query.rank->size() > 16)
        return refuse(400, "ADMIN_RANK_INVALID");
    const auto promoted = query.admin_rights != api::chatAdminRights{};
    auto changes = call.changes();
    if (!(*room)->has(user->id)) {
        if (!promoted)
            return refuse(400, "USER_NOT_PARTICIPANT");
        add_members(changes, **room, *call.self, {user});
    }
    auto place = (*room)->member(user->id);
    place.is = promoted ? standing::admin : standing::member;
    place.rights = query.admin_rights;
    place.rank = query.rank ? query.rank->str() : std::string{};
    place.changed_by = call.self->id;
    set_member(changes, **room, place, call.self->id);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::editTitle& query) {
    const auto room = channel_named(call, query.channel);
    return room ? set_title(call, **room, query.title) : failure{room.error()};
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::updateUsername& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (query.username == (*room)->username)
        return refuse(400, "USERNAME_NOT_MODIFIED");
    if (query.username.size() > 32)
        return refuse(400, "USERNAME_INVALID");
    if (!call.accounts.rename(**room, query.username.str()))
        return refuse(400, "USERNAME_OCCUPIED");
    auto changes = call.changes();
    changes.for_each_member(**room, [&](const account& member) {
        api::updateChannel update;
        update.channel_id = bare_id((*room)->id);
        changes.push(member.id, update, {(*room)->id});
    });
    call.publish(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::toggleForum& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id || (*room)->is_broadcast())
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if ((*room)->forum == query.enabled)
        return refuse(400, "CHAT_NOT_MODIFIED");
    if (auto refused = refusal_of({{query.tabs, "tabs"}}))
        return *std::move(refused);
    (*room)->forum = query.enabled;
    auto changes = call.changes();
    changes.for_each_member(**room, [&](const account& member) {
        api::updateChannel update;
        update.channel_id = bare_id((*room)->id);
        changes.push(member.id, update, {(*room)->id});
    });
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::deleteChannel& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto changes = call.changes();
    dissolve(changes, **room);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getChannels& query) {
    std::set<std::int64_t> ids;
    for (const auto& input : query.id) {
        const auto room = channel_named(call, input);
        if (room)
            ids.insert((*room)->id);
        else if (room.error().name == "CHANNEL_INVALID")
            return failure{room.error()};
    }
    api::messages::chats found;
    found.chats = call.own_view().chats(ids);
    return answer(api::messages::Chats{std::move(found)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getFullChannel& query) {
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    const auto& room = **found;
    const auto own = call.own_view();
    const auto state = own.state_of_channel(room);
    std::set<std::int64_t> ids{room.id, call.self->id};
    api::channelFull shown;
    shown.id = bare_id(room.id);
    shown.about = tl::string{room.about};
    shown.can_view_participants = !room.is_broadcast() || room.is_admin(call.self->id);
    shown.participants_count = room.count();
    shown.read_inbox_max_id = state.read_inbox_max_id;
    shown.read_outbox_max_id = state.read_outbox_max_id;
    shown.unread_count = state.unread_count;
    shown.chat_photo = api::photoEmpty{};
    shown.bot_info = bots_of(call, room, ids);
    shown.pinned_msg_id = newest_pin(call, room.id);
    shown.pts = room.posts.pts();
    shown.available_reactions = api::ChatReactions{api::chatReactionsAll{}};
    api::messages::chatFull full;
    full.full_chat = std::move(shown);
    own.fill_peers(full, ids);
    return answer(full);
}

/// Whether a filter selects a member of a channel.
[[nodiscard]] inline bool selects(
    const api::ChannelParticipantsFilter& filter, const chat_member& member, const account& user
) {
    const auto named = [&user](const tl::string& part) {
        return lower(user.first_name + ' ' + user.last_name + ' ' + user.username)
                   .find(lower(part)) != std::string::npos;
    };
    if (filter.is<api::channelParticipantsAdmins>())
        return member.is_admin();
    if (filter.is<api::channelParticipantsBots>())
        return member.is_in() && user.bot;
    if (const auto* kicked = filter.get_if<api::channelParticipantsKicked>())
        return member.is == standing::banned && named(kicked->q);
    if (const auto* limited = filter.get_if<api::channelParticipantsBanned>())
        return member.is == standing::restricted && named(limited->q);
    if (const auto* search = filter.get_if<api::channelParticipantsSearch>())
        return member.is_in() && named(search->q);
    return member.is_in();
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getParticipants& query) {
    constexpr std::int32_t largest_page = 200;
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    const auto& room = **found;
    if (room.is_broadcast() && !room.is_admin(call.self->id))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::vector<const chat_member*> chosen;
    for (const auto& [id, member] : room.members)
        if (selects(query.filter, member, *call.accounts.find(id)))
            chosen.push_back(&member);
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto* left, const auto* right) {
        return left->date > right->date;
    });
    const auto size = static_cast<std::int32_t>(chosen.size());
    const auto begin = std::clamp(query.offset, 0, size);
    const auto end = begin + std::min(std::clamp(query.limit, 0, largest_page), size - begin);
    std::set<std::int64_t> ids{room.id};
    api::channels::channelParticipants shown;
    shown.count = size;
    for (auto at = begin; at < end; ++at) {
        const auto& member = *chosen[static_cast<std::size_t>(at)];
        shown.participants.push_back(shown_channel_participant(member, call.self->id));
        ids.insert(member.user);
        if (member.changed_by != 0)
            ids.insert(member.changed_by);
    }
    call.own_view().fill_peers(shown, ids);
    return answer(api::channels::ChannelParticipants{std::move(shown)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getParticipant& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    const auto* user = user_of(call, query.participant);
    if (user == nullptr)
        return refuse(400, "PARTICIPANT_ID_INVALID");
    const auto member = (*room)->member(user->id);
    if (member.is == standing::none)
        return refuse(400, "USER_NOT_PARTICIPANT");
    api::channels::channelParticipant shown;
    shown.participant = shown_channel_participant(member, call.self->id);
    call.own_view().fill_peers(shown, {(*room)->id, user->id});
    return answer(shown);
}

} // namespace awaitgram::testing
