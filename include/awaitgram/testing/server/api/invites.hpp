// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/channels.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A link, and the chat that it leads to.
struct found_invite {
    chat* room = nullptr;
    chat_invite* invite = nullptr;
};

/// The link with a hash, which may be given with the address around it.
[[nodiscard]] inline found_invite invite_by_hash(const api_call& call, std::string_view text) {
    const std::string hash{text.substr(text.find_last_of("+/") + 1)}; // npos + 1 is 0
    for (const auto& [id, room] : call.accounts.chats()) {
        const auto known = room->invites.find(hash);
        if (known != room->invites.end())
            return {room.get(), &known->second};
    }
    return {};
}

[[nodiscard]] inline bool is_usable(const api_call& call, const found_invite& found) {
    return found.invite != nullptr && !found.invite->revoked && !found.room->deleted &&
           (found.invite->expires == 0 || found.invite->expires > call.date()) &&
           (found.invite->usage_limit == 0 || found.invite->usage < found.invite->usage_limit);
}

/// A new primary link of the caller.
[[nodiscard]] inline chat_invite& add_primary_invite(api_call& call, chat& room) {
    chat_invite invite;
    invite.hash = call.accounts.unique_text();
    invite.admin = call.self->id;
    invite.date = call.date();
    invite.permanent = true;
    return room.invites[invite.hash] = invite;
}

/// The refusal of limits that a link cannot have.
template <class Query>
[[nodiscard]] std::optional<failure<api_refusal>>
refusal_of_limits(const api_call& call, const Query& query) {
    constexpr std::int32_t most_uses = 99'999;
    constexpr std::size_t longest = 32;
    const auto uses = query.usage_limit.value_or(0);
    const auto expires = query.expire_date.value_or(0);
    if (uses < 0 || uses > most_uses)
        return refuse(400, "USAGE_LIMIT_INVALID");
    if (expires < 0 || (expires > 0 && expires <= call.date()))
        return refuse(400, "EXPIRE_DATE_INVALID");
    if (query.title && length_in_utf16(query.title->view()) > static_cast<std::int64_t>(longest))
        return refuse(400, "INVITE_TITLE_TOO_LONG");
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::exportChatInvite& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    if (auto refused = refusal_of_limits(call, query))
        return *std::move(refused);
    if (query.request_needed && query.usage_limit.value_or(0) != 0)
        return refuse(400, "USAGE_LIMIT_INVALID");
    if (auto refused =
            refusal_of({{query.subscription_pricing.has_value(), "subscription_pricing"}}))
        return *std::move(refused);
    if (query.legacy_revoke_permanent)
        for (auto& [hash, known] : (*room)->invites)
            if (known.permanent && known.admin == call.self->id)
                known.revoked = true;
    if (query.legacy_revoke_permanent)
        return answer(shown_invite(**room, add_primary_invite(call, **room)));
    chat_invite invite;
    invite.hash = call.accounts.unique_text();
    invite.admin = call.self->id;
    invite.date = call.date();
    invite.expires = query.expire_date.value_or(0);
    invite.usage_limit = query.usage_limit.value_or(0);
    invite.request_needed = query.request_needed;
    if (query.title)
        invite.title = query.title->str();
    (*room)->invites[invite.hash] = invite;
    return answer(shown_invite(**room, invite));
}

/// The link that a query names, which the caller may change: its own, and for the creator all.
template <class Query>
[[nodiscard]] result<found_invite, api_refusal>
own_invite(const api_call& call, const Query& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    const auto found = invite_by_hash(call, query.link);
    if (found.room != *room)
        return refuse(400, "INVITE_HASH_EXPIRED");
    if (found.invite->admin == call.self->id || found.room->creator == call.self->id)
        return found;
    return refuse(400, call.self->bot ? "EDIT_BOT_INVITE_FORBIDDEN" : "CHAT_ADMIN_REQUIRED");
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::editExportedChatInvite& query) {
    const auto found = own_invite(call, query);
    if (!found)
        return failure{found.error()};
    if (auto refused = refusal_of_limits(call, query))
        return *std::move(refused);
    auto& room = *found->room;
    auto& invite = *found->invite;
    if (invite.permanent &&
        (query.expire_date || query.usage_limit || query.request_needed || query.title))
        return refuse(400, "CHAT_INVITE_PERMANENT");
    const auto limit = query.usage_limit.value_or(invite.usage_limit);
    const auto by_request = query.request_needed ? *query.request_needed : invite.request_needed;
    if (by_request && limit != 0)
        return refuse(400, "USAGE_LIMIT_INVALID");
    invite.usage_limit = limit;
    invite.request_needed = by_request;
    invite.expires = query.expire_date.value_or(invite.expires);
    if (query.title)
        invite.title = query.title->str();
    if (query.revoked && invite.permanent && !invite.revoked) {
        invite.revoked = true;
        api::messages::exportedChatInviteReplaced replaced;
        replaced.invite = shown_invite(room, invite);
        replaced.new_invite = shown_invite(room, add_primary_invite(call, room));
        replaced.users = call.own_view().users({call.self->id});
        return answer(api::messages::ExportedChatInvite{std::move(replaced)});
    }
    invite.revoked = invite.revoked || query.revoked;
    api::messages::exportedChatInvite changed;
    changed.invite = shown_invite(room, invite);
    changed.users = call.own_view().users({invite.admin});
    return answer(api::messages::ExportedChatInvite{std::move(changed)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getExportedChatInvite& query) {
    const auto found = own_invite(call, query);
    if (!found)
        return failure{found.error()};
    api::messages::exportedChatInvite shown;
    shown.invite = shown_invite(*found->room, *found->invite);
    shown.users = call.own_view().users({found->invite->admin});
    return answer(api::messages::ExportedChatInvite{std::move(shown)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::deleteExportedChatInvite& query) {
    const auto found = own_invite(call, query);
    if (!found)
        return failure{found.error()};
    if (!found->invite->revoked)
        return refuse(400, "INVITE_REVOKED_MISSING");
    found->room->invites.erase(found->invite->hash);
    return answer(true);
}

/// The chat and the admin whose links a query names; those of others are for the creator alone.
template <class Query>
[[nodiscard]] result<std::pair<chat*, std::int64_t>, api_refusal>
owner_of_invites(const api_call& call, const Query& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    const auto* admin = user_named(call, query.admin_id);
    if (admin == nullptr)
        return refuse(400, "ADMIN_ID_INVALID");
    if (admin != call.self && (*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    return std::pair{*room, admin->id};
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::deleteRevokedExportedChatInvites& query) {
    const auto owner = owner_of_invites(call, query);
    if (!owner)
        return failure{owner.error()};
    const auto [room, admin] = *owner;
    std::erase_if(room->invites, [id = admin](const auto& entry) {
        return entry.second.revoked && entry.second.admin == id;
    });
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getAdminsWithInvites& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    if ((*room)->creator != call.self->id)
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    std::map<std::int64_t, api::chatAdminWithInvites> admins;
    std::set<std::int64_t> ids;
    for (const auto& [hash, invite] : (*room)->invites) {
        auto& one = admins[invite.admin];
        one.admin_id = invite.admin;
        ++(invite.revoked ? one.revoked_invites_count : one.invites_count);
        ids.insert(invite.admin);
    }
    api::messages::chatAdminsWithInvites list;
    for (const auto& [id, one] : admins)
        list.admins.push_back(one);
    list.users = call.own_view().users(ids);
    return answer(list);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getExportedChatInvites& query) {
    const auto owner = owner_of_invites(call, query);
    if (!owner)
        return failure{owner.error()};
    const auto [room, admin] = *owner;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 0, 100));
    const auto* after =
        query.offset_link ? invite_by_hash(call, *query.offset_link).invite : nullptr;
    api::messages::exportedChatInvites list;
    std::set<std::int64_t> ids;
    for (const auto& [hash, invite] : room->invites) {
        if (invite.admin != admin || invite.revoked != query.revoked)
            continue;
        ++list.count;
        if (list.invites.size() == limit || (after != nullptr && hash <= after->hash))
            continue;
        list.invites.push_back(shown_invite(*room, invite));
        ids.insert(invite.admin);
    }
    list.users = call.own_view().users(ids);
    return answer(list);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::checkChatInvite& query) {
    const auto found = invite_by_hash(call, query.hash);
    if (!is_usable(call, found))
        return refuse(400, "INVITE_HASH_EXPIRED");
    if (found.room->has(call.self->id)) {
        api::chatInviteAlready already;
        already.chat = call.own_view().chat_of(*found.room);
        return answer(api::ChatInvite{std::move(already)});
    }
    api::chatInvite shown;
    shown.channel = !found.room->is_group();
    shown.broadcast = found.room->is_broadcast();
    shown.megagroup = shown.channel && !shown.broadcast;
    shown.public_ = !found.room->username.empty();
    shown.request_needed = found.invite->request_needed;
    shown.title = tl::string{found.room->title};
    if (!found.room->about.empty())
        shown.about = tl::string{found.room->about};
    shown.photo = api::photoEmpty{};
    shown.participants_count = found.room->count();
    return answer(api::ChatInvite{std::move(shown)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::importChatInvite& query) {
    const auto found = invite_by_hash(call, query.hash);
    if (!is_usable(call, found))
        return refuse(400, "INVITE_HASH_EXPIRED");
    auto& room = *found.room;
    if (room.has(call.self->id))
        return refuse(400, "USER_ALREADY_PARTICIPANT");
    if (room.member(call.self->id).is == standing::banned)
        return refuse(400, "USER_BANNED_IN_CHANNEL");
    auto changes = call.changes();
    if (found.invite->request_needed) {
        room.requests[call.self->id] = {call.self->id, call.date(), found.invite->hash};
        tell_of_request(changes, room, call.self->id, found.invite);
        call.deliver(changes);
        return refuse(400, "INVITE_REQUEST_SENT");
    }
    ++found.invite->usage;
    add_members(changes, room, *call.self, {call.self}, found.invite);
    return joined(call, changes);
}

/// Lets those who asked for it into a chat, or sends them away.
[[nodiscard]] inline api_reply
settle_requests(api_call& call, chat& room, const std::vector<std::int64_t>& users, bool approved) {
    auto changes = call.changes();
    for (const auto id : users) {
        const auto asked = room.requests.find(id);
        if (asked == room.requests.end())
            return refuse(400, "HIDE_REQUESTER_MISSING");
        const auto invite = room.invites.find(asked->second.invite);
        room.requests.erase(asked);
        if (!approved)
            continue;
        if (invite != room.invites.end())
            ++invite->second.usage;
        add_members(
            changes,
            room,
            *call.self,
            {call.accounts.find(id)},
            invite != room.invites.end() ? &invite->second : nullptr,
            true
        );
    }
    return committed(call, changes);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::hideChatJoinRequest& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    std::int64_t id = 0;
    if (const auto* user = user_named(call, query.user_id))
        id = user->id;
    else if (const auto* named = query.user_id.get_if<api::inputUser>();
             named != nullptr && call.self->bot && named->access_hash == 0)
        id = named->user_id; // bots know those who ask
    return settle_requests(call, **room, {id}, query.approved);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::hideAllChatJoinRequests& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    const auto* link = query.link ? invite_by_hash(call, *query.link).invite : nullptr;
    std::vector<std::int64_t> users;
    for (const auto& [id, request] : (*room)->requests)
        if (link == nullptr || request.invite == link->hash)
            users.push_back(id);
    return settle_requests(call, **room, users, query.approved);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getChatInviteImporters& query) {
    const auto room = room_named(call, query.peer, &api::chatAdminRights::invite_users);
    if (!room)
        return failure{room.error()};
    if (auto refused = refusal_of(
            {{query.subscription_expired, "subscription_expired"},
             {query.q.has_value() && !query.requested, "q"}}
        ))
        return *std::move(refused);
    const auto* link = query.link ? invite_by_hash(call, *query.link).invite : nullptr;
    if (query.link && link == nullptr)
        return refuse(400, "INVITE_HASH_EXPIRED");
    const auto* after = user_named(call, query.offset_user);
    api::messages::chatInviteImporters list;
    std::set<std::int64_t> ids;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 0, 100));
    const auto add = [&](api::chatInviteImporter one) {
        ++list.count;
        if (list.importers.size() == limit || (after != nullptr && one.user_id <= after->id))
            return;
        ids.insert(one.user_id);
        list.importers.push_back(std::move(one));
    };
    for (const auto& [id, request] : (*room)->requests) {
        const auto* user = call.accounts.find(id);
        const auto named =
            !query.q || (user != nullptr &&
                         lower(user->first_name + ' ' + user->username).find(lower(*query.q)) !=
                             std::string::npos);
        if (!query.requested || !named || (link != nullptr && request.invite != link->hash))
            continue;
        api::chatInviteImporter one;
        one.requested = true;
        one.user_id = id;
        one.date = request.date;
        add(std::move(one));
    }
    for (const auto& [id, member] : (*room)->members) {
        if (query.requested || !member.is_in() || member.invite.empty() ||
            (link != nullptr && member.invite != link->hash))
            continue;
        api::chatInviteImporter one;
        one.user_id = id;
        one.date = member.date;
        if (member.approved_by != 0)
            one.approved_by = member.approved_by;
        add(std::move(one));
    }
    list.users = call.own_view().users(ids);
    return answer(list);
}

} // namespace awaitgram::testing
