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
             {query.address.has_value(), "address"}}
        ))
        return *std::move(refused);
    const auto group = query.megagroup || query.forum;
    auto changes = call.changes();
    auto& room = create_chat(
        changes, group ? chat_kind::supergroup : chat_kind::channel, *call.self, query.title.str()
    );
    room.about = query.about.str();
    room.forum = query.forum;
    room.ttl = query.ttl_period.value_or(0);
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
    auto missing = without_unwilling(*added);
    add_members(changes, **room, *call.self, missing.willing);
    return invited(call, changes, std::move(missing.others));
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
    if ((*room)->join_by_request) {
        (*room)->requests[call.self->id] = {call.self->id, call.date(), {}};
        tell_of_request(changes, **room, call.self->id, nullptr);
        call.deliver(changes);
        return refuse(400, "INVITE_REQUEST_SENT");
    }
    add_members(changes, **room, *call.self, {call.self});
    note_event(call, **room, api::channelAdminLogEventActionParticipantJoin{});
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
    note_event(call, **room, api::channelAdminLogEventActionParticipantLeave{});
    auto changes = call.changes();
    remove_member(changes, **room, *call.self, place);
    return committed(call, changes);
}

[[nodiscard]] inline bool is_restriction(const api::chatBannedRights& rights) {
    auto none = api::chatBannedRights{};
    none.until_date = rights.until_date;
    return rights != none;
}

/// When restrictions end: less than 30 seconds and more than 366 days from now are for ever.
[[nodiscard]] inline std::int32_t restriction_end(std::int32_t until, std::int32_t now) {
    constexpr std::int32_t shortest = 30;
    constexpr std::int32_t longest = 366 * 24 * 60 * 60;
    constexpr std::int32_t for_ever = 0x7fffffff;
    if (until == 0)
        return 0;
    return until - now < shortest || until - now > longest ? for_ever : until;
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
    place.banned.until_date = restriction_end(query.banned_rights.until_date, call.date());
    place.rights = {};
    place.changed_by = call.self->id;
    place.date = call.date();
    if (query.banned_rights.view_messages)
        place.is = standing::banned;
    else if (is_restriction(query.banned_rights))
        place.is = was_in ? standing::restricted : standing::left;
    else
        place.is = was_in ? standing::member : standing::left;
    api::channelAdminLogEventActionParticipantToggleBan noted;
    noted.prev_participant = shown_channel_participant((*room)->member(user->id), 0);
    noted.new_participant = shown_channel_participant(place, 0);
    note_event(call, **room, std::move(noted));
    auto changes = call.changes();
    if (place.is == standing::banned && was_in)
        remove_member(changes, **room, *call.self, place);
    else
        set_member(changes, **room, place, call.self->id);
    return committed(call, changes);
}

/// Whether rights have one that others lack.
[[nodiscard]] inline bool
grants_more(const api::chatAdminRights& granted, const api::chatAdminRights& own) {
    using rights = api::chatAdminRights;
    constexpr bool rights::*all[] = {
        &rights::change_info,
        &rights::post_messages,
        &rights::edit_messages,
        &rights::delete_messages,
        &rights::ban_users,
        &rights::invite_users,
        &rights::pin_messages,
        &rights::add_admins,
        &rights::manage_call,
        &rights::manage_topics,
        &rights::post_stories,
        &rights::edit_stories,
        &rights::delete_stories,
        &rights::manage_direct_messages,
        &rights::manage_ranks};
    return std::any_of(std::begin(all), std::end(all), [&](auto each) {
        return granted.*each && !(own.*each);
    });
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
    const auto present = (*room)->member(user->id);
    if (present.is == standing::admin && (*room)->creator != call.self->id &&
        present.changed_by != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if ((*room)->creator != call.self->id &&
        grants_more(query.admin_rights, (*room)->member(call.self->id).rights))
        return refuse(403, "RIGHT_FORBIDDEN");
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
    api::channelAdminLogEventActionParticipantToggleAdmin noted;
    noted.prev_participant = shown_channel_participant(present, 0);
    noted.new_participant = shown_channel_participant(place, 0);
    note_event(call, **room, std::move(noted));
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
    if (!room.photos.empty())
        shown.chat_photo = full_photo(call, room.photos.front(), room.id);
    shown.bot_info = bots_of(call, room, ids);
    shown.pinned_msg_id = newest_pin(call, room.id);
    shown.pts = room.posts.pts();
    shown.available_reactions = api::ChatReactions{api::chatReactionsAll{}};
    shown.hidden_prehistory = room.hidden_prehistory;
    if (room.slow_mode != 0)
        shown.slowmode_seconds = room.slow_mode;
    if (room.ttl != 0)
        shown.ttl_period = room.ttl;
    if (room.linked != 0) {
        shown.linked_chat_id = bare_id(room.linked);
        ids.insert(room.linked);
    }
    if (const auto name = room.send_as.find(call.self->id); name != room.send_as.end())
        shown.default_send_as = peer_of(name->second);
    if (room.is_admin(call.self->id)) {
        const auto number_of = [&room](auto selected) {
            return static_cast<std::int32_t>(std::count_if(
                room.members.begin(),
                room.members.end(),
                [&](const auto& entry) { return selected(entry.second); }
            ));
        };
        shown.admins_count = number_of([](const auto& each) { return each.is_admin(); });
        shown.kicked_count =
            number_of([](const auto& each) { return each.is == standing::banned; });
        shown.banned_count =
            number_of([](const auto& each) { return each.is == standing::restricted; });
    }
    if (room.can(call.self->id, &api::chatAdminRights::invite_users)) {
        for (const auto& [hash, invite] : room.invites)
            if (invite.permanent && !invite.revoked && invite.admin == call.self->id)
                shown.exported_invite = shown_invite(room, invite);
        if (!room.requests.empty()) {
            shown.requests_pending = static_cast<std::int32_t>(room.requests.size());
            shown.recent_requesters.emplace();
            for (const auto& [id, request] : room.requests) {
                shown.recent_requesters->push_back(id);
                ids.insert(id);
            }
        }
    }
    api::messages::chatFull full;
    full.full_chat = std::move(shown);
    own.fill_peers(full, ids);
    return answer(full);
}

} // namespace awaitgram::testing
