// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/membership.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Basic groups, and what they have in common with channels.

namespace awaitgram::testing {

inline constexpr std::size_t longest_title = 128;

[[nodiscard]] inline bool is_title(std::string_view title) {
    return title.find_first_not_of(" \t\r\n") != std::string_view::npos &&
           title.size() <= longest_title * 4;
}

/// Accounts to be added to a chat; those that are in it already are left out.
[[nodiscard]] inline result<std::vector<account*>, api_refusal>
accounts_to_add(const api_call& call, const tl::vector<api::InputUser>& inputs, const chat* room) {
    std::vector<account*> added;
    for (const auto& input : inputs) {
        auto* user = user_named(call, input);
        if (user == nullptr)
            return refuse(400, "USER_ID_INVALID");
        if (user == call.self || std::count(added.begin(), added.end(), user) != 0)
            continue;
        if (room == nullptr || !room->has(user->id))
            added.push_back(user);
    }
    return added;
}

/// Accounts to be added, without those whose privacy does not allow it.
struct invitees {
    std::vector<account*> willing{};
    tl::vector<api::missingInvitee> others{};
};

[[nodiscard]] inline invitees without_unwilling(const std::vector<account*>& all) {
    invitees chosen;
    for (auto* each : all) {
        if (!each->refuses_invitations) {
            chosen.willing.push_back(each);
            continue;
        }
        api::missingInvitee missing;
        missing.user_id = each->id;
        chosen.others.push_back(missing);
    }
    return chosen;
}

/// Commits changes as the result of an invitation.
[[nodiscard]] inline api_reply
invited(api_call& call, change_list& changes, tl::vector<api::missingInvitee> missing = {}) {
    api::messages::invitedUsers done;
    done.missing_invitees = std::move(missing);
    done.updates = api::Updates{call.commit(changes)};
    return answer(done);
}

[[nodiscard]] inline api_reply committed(api_call& call, change_list& changes) {
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::createChat& query) {
    if (!is_title(query.title))
        return refuse(400, "CHAT_TITLE_EMPTY");
    const auto members = accounts_to_add(call, query.users, nullptr);
    if (!members)
        return failure{members.error()};
    auto changes = call.changes();
    auto chosen = without_unwilling(*members);
    auto& room =
        create_chat(changes, chat_kind::group, *call.self, query.title.str(), chosen.willing);
    room.ttl = query.ttl_period.value_or(0);
    return invited(call, changes, std::move(chosen.others));
}

/// Writes what the caller does into the event log of a supergroup or channel.
template <class Action>
void note_event(api_call& call, chat& room, Action action) {
    if (room.is_group())
        return;
    api::channelAdminLogEvent event;
    event.id = call.accounts.unique_number();
    event.date = call.date();
    event.user_id = call.self->id;
    event.action = std::move(action);
    room.events.push_back(std::move(event));
}

/// A basic group that the caller is in.
[[nodiscard]] inline result<chat*, api_refusal> own_group(const api_call& call, std::int64_t bare) {
    const auto room = group_numbered(call, bare);
    if (!room)
        return failure{room.error()};
    if (!(*room)->has(call.self->id) || (*room)->migrated_to != 0)
        return refuse(400, "CHAT_ID_INVALID");
    return *room;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::addChatUser& query) {
    const auto room = own_group(call, query.chat_id);
    if (!room)
        return failure{room.error()};
    auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    if ((*room)->has(user->id))
        return refuse(400, "USER_ALREADY_PARTICIPANT");
    if (!(*room)->allows(call.self->id, &api::chatBannedRights::invite_users))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto changes = call.changes();
    auto chosen = without_unwilling({user});
    constexpr std::int32_t most_shown = 100;
    for (auto* willing : chosen.willing)
        if (!willing->bot)
            show_last_messages(
                changes,
                **room,
                *call.self,
                *willing,
                static_cast<std::size_t>(std::clamp(query.fwd_limit, 0, most_shown))
            );
    add_members(changes, **room, *call.self, chosen.willing);
    return invited(call, changes, std::move(chosen.others));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::deleteChatUser& query) {
    const auto room = own_group(call, query.chat_id);
    if (!room)
        return failure{room.error()};
    auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    if (!(*room)->has(user->id))
        return refuse(400, "USER_NOT_PARTICIPANT");
    if (user->id == (*room)->creator && user != call.self)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto place = (*room)->member(user->id);
    const auto own = user == call.self;
    if (!own && !(*room)->is_admin(call.self->id) && place.inviter != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    place.is = own ? standing::left : standing::banned;
    place.changed_by = call.self->id;
    place.date = call.date();
    auto changes = call.changes();
    if (query.revoke_history) { // what it has written goes, for all
        std::vector<std::int32_t> written;
        for (const auto id : call.self->box.ids_with((*room)->id))
            if (call.self->box.find(id)->from == user->id)
                written.push_back(id);
        erase_messages(changes, *call.self, (*room)->id, written, true);
    }
    remove_member(changes, **room, *call.self, place);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editChatAdmin& query) {
    const auto room = own_group(call, query.chat_id);
    if (!room)
        return failure{room.error()};
    const auto* user = user_named(call, query.user_id);
    if (user == nullptr || !(*room)->has(user->id))
        return refuse(400, "USER_NOT_PARTICIPANT");
    if ((*room)->creator != call.self->id || user == call.self)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto place = (*room)->member(user->id);
    place.is = query.is_admin ? standing::admin : standing::member;
    place.rights = query.is_admin ? all_rights() : api::chatAdminRights{};
    auto changes = call.changes();
    set_member(changes, **room, place, call.self->id);
    call.publish(changes);
    return answer(true);
}

/// Whether the caller may change the title and the description of a chat.
[[nodiscard]] inline bool may_change_info(const api_call& call, const chat& room) {
    const auto self = call.self->id;
    return room.can(self, &api::chatAdminRights::change_info) ||
           (!room.is_broadcast() && room.allows(self, &api::chatBannedRights::change_info));
}

[[nodiscard]] inline api_reply set_title(api_call& call, chat& room, const tl::string& title) {
    if (!may_change_info(call, room))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (!is_title(title))
        return refuse(400, "CHAT_TITLE_EMPTY");
    if (title == room.title)
        return refuse(400, "CHAT_NOT_MODIFIED");
    api::channelAdminLogEventActionChangeTitle noted;
    noted.prev_value = tl::string{room.title};
    noted.new_value = title;
    note_event(call, room, std::move(noted));
    room.title = title.str();
    ++room.version;
    auto changes = call.changes();
    api::messageActionChatEditTitle renamed;
    renamed.title = title;
    announce(changes, *call.self, room.id, std::move(renamed));
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editChatTitle& query) {
    const auto room = own_group(call, query.chat_id);
    return room ? set_title(call, **room, query.title) : failure{room.error()};
}

/// A group or channel that the caller may administer by one right.
[[nodiscard]] inline result<chat*, api_refusal>
room_named(const api_call& call, const api::InputPeer& peer, bool api::chatAdminRights::*right) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    if (where->room == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    if (!where->room->can(call.self->id, right))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    return where->room;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::editChatAbout& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::change_info);
    if (!room)
        return failure{room.error()};
    if (query.about == (*room)->about)
        return refuse(400, "CHAT_ABOUT_NOT_MODIFIED");
    api::channelAdminLogEventActionChangeAbout noted;
    noted.prev_value = tl::string{(*room)->about};
    noted.new_value = query.about;
    note_event(call, **room, std::move(noted));
    (*room)->about = query.about.str();
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::editChatDefaultBannedRights& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::ban_users);
    if (!room)
        return failure{room.error()};
    if ((*room)->is_broadcast())
        return refuse(400, "PEER_ID_INVALID");
    if ((*room)->default_banned == query.banned_rights)
        return refuse(400, "CHAT_NOT_MODIFIED");
    api::channelAdminLogEventActionDefaultBannedRights noted;
    noted.prev_banned_rights = (*room)->default_banned;
    noted.new_banned_rights = query.banned_rights;
    note_event(call, **room, noted);
    (*room)->default_banned = query.banned_rights;
    ++(*room)->version;
    auto changes = call.changes();
    changes.for_each_member(**room, [&](const account& member) {
        api::updateChatDefaultBannedRights update;
        update.peer = peer_of((*room)->id);
        update.default_banned_rights = query.banned_rights;
        update.version = (*room)->version;
        changes.push(member.id, std::move(update), {(*room)->id});
    });
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::migrateChat& query) {
    const auto room = own_group(call, query.chat_id);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto changes = call.changes();
    migrate(changes, **room, *call.self);
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::deleteChat& query) {
    const auto room = own_group(call, query.chat_id);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    auto changes = call.changes();
    dissolve(changes, **room);
    call.publish(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getChats& query) {
    api::messages::chats found;
    std::set<std::int64_t> ids;
    for (const auto bare : query.id)
        if (const auto room = group_numbered(call, bare))
            ids.insert((*room)->id);
    found.chats = call.own_view().chats(ids);
    return answer(api::messages::Chats{std::move(found)});
}

/// Tells the admins of a chat about its join requests: bots about the new one, users about all that wait.
inline void
tell_of_request(change_list& changes, const chat& room, std::int64_t user, const chat_invite* by) {
    std::vector<std::int64_t> recent;
    for (const auto& [id, request] : room.requests)
        recent.push_back(id);
    auto peers = recent;
    peers.push_back(room.id);
    changes.for_each_member(room, [&](account& admin) {
        if (!room.can(admin.id, &api::chatAdminRights::invite_users))
            return;
        if (!admin.bot) {
            api::updatePendingJoinRequests waiting;
            waiting.peer = peer_of(room.id);
            waiting.requests_pending = static_cast<std::int32_t>(recent.size());
            waiting.recent_requesters = tl::vector<std::int64_t>{recent};
            return changes.push(admin.id, std::move(waiting), peers);
        }
        api::updateBotChatInviteRequester asked;
        asked.peer = peer_of(room.id);
        asked.date = changes.date();
        asked.user_id = user;
        asked.invite = api::chatInvitePublicJoinRequests{};
        if (by != nullptr)
            asked.invite = shown_invite(room, *by);
        changes.push_qts(admin, std::move(asked), {room.id, user});
    });
}

/// The newest pinned message of a chat, or nothing.
[[nodiscard]] inline tl::opt<std::int32_t> newest_pin(const api_call& call, std::int64_t dialog) {
    const auto& box = box_of(call.accounts, *call.self, dialog);
    const auto ids = box.ids_with(dialog);
    for (auto id = ids.rbegin(); id != ids.rend(); ++id)
        if (box.find(*id)->pinned)
            return *id;
    return {};
}

/// The descriptions of the bots in a chat.
[[nodiscard]] inline tl::vector<api::botInfo>
bots_of(const api_call& call, const chat& room, std::set<std::int64_t>& ids) {
    tl::vector<api::botInfo> bots;
    for (const auto& [id, member] : room.members) {
        const auto* user = call.accounts.find(id);
        if (!member.is_in() || user == nullptr || !user->bot)
            continue;
        api::botInfo info;
        info.user_id = id;
        bots.push_back(std::move(info));
        ids.insert(id);
    }
    return bots;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getFullChat& query) {
    const auto found = group_numbered(call, query.chat_id);
    if (!found)
        return failure{found.error()};
    const auto& room = **found;
    std::set<std::int64_t> ids{room.id, call.self->id};
    api::chatFull shown;
    shown.id = bare_id(room.id);
    shown.about = tl::string{room.about};
    if (room.has(call.self->id)) {
        shown.participants = shown_participants(room);
        for (const auto& [id, member] : room.members)
            if (member.is_in())
                ids.insert(id);
    } else {
        api::chatParticipantsForbidden forbidden;
        forbidden.chat_id = bare_id(room.id);
        shown.participants = std::move(forbidden);
    }
    if (!room.photos.empty())
        shown.chat_photo = full_photo(call, room.photos.front(), room.id);
    shown.pinned_msg_id = newest_pin(call, room.id);
    shown.bot_info = bots_of(call, room, ids);
    shown.available_reactions = api::ChatReactions{api::chatReactionsAll{}};
    if (room.ttl != 0)
        shown.ttl_period = room.ttl;
    if (room.is_admin(call.self->id))
        for (const auto& [hash, invite] : room.invites)
            if (invite.permanent && !invite.revoked && invite.admin == call.self->id)
                shown.exported_invite = shown_invite(room, invite);
    api::messages::chatFull full;
    full.full_chat = std::move(shown);
    call.own_view().fill_peers(full, ids);
    return answer(full);
}

} // namespace awaitgram::testing
