// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/chat_view.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Chats that come into being, and members that come, go and change, without a look at rights.

namespace awaitgram::testing {

/// The rights of a creator.
[[nodiscard]] inline api::chatAdminRights all_rights() {
    api::chatAdminRights all;
    all.change_info = all.post_messages = all.edit_messages = all.delete_messages = true;
    all.ban_users = all.invite_users = all.pin_messages = all.add_admins = true;
    all.manage_call = all.other = all.manage_topics = true;
    return all;
}

namespace detail {

template <class Update>
Update participant_update(
    const chat& room,
    const chat_member& after,
    std::int64_t actor,
    const chat_invite* invite,
    std::int32_t date
) {
    Update update;
    update.date = date;
    update.actor_id = actor;
    update.user_id = after.user;
    if (invite != nullptr)
        update.invite = shown_invite(room, *invite);
    return update;
}

/// Tells the bots that may know of it about a change of a member.
inline void tell_bots(
    change_list& changes,
    chat& room,
    const chat_member& before,
    const chat_member& after,
    std::int64_t actor,
    const chat_invite* invite
) {
    for (const auto& [id, member] : room.members) {
        auto* bot = changes.accounts().find(id);
        if (bot == nullptr || !bot->bot || (id != after.user && !member.is_admin()))
            continue;
        const std::vector peers{room.id, actor, after.user};
        if (room.is_group()) {
            auto update = participant_update<api::updateChatParticipant>(
                room, after, actor, invite, changes.date()
            );
            update.chat_id = bare_id(room.id);
            if (before.is_in())
                update.prev_participant = shown_participant(before);
            if (after.is_in())
                update.new_participant = shown_participant(after);
            changes.push_qts(*bot, std::move(update), peers);
            continue;
        }
        auto update = participant_update<api::updateChannelParticipant>(
            room, after, actor, invite, changes.date()
        );
        update.channel_id = bare_id(room.id);
        if (before.is != standing::none && before.is != standing::left)
            update.prev_participant = shown_channel_participant(before, id);
        if (after.is != standing::none && after.is != standing::left)
            update.new_participant = shown_channel_participant(after, id);
        changes.push_qts(*bot, std::move(update), peers);
    }
}

} // namespace detail

/// Gives an account a place in a chat, and tells the members, the account and the bots concerned.
inline void set_member(
    change_list& changes,
    chat& room,
    const chat_member& after,
    std::int64_t actor,
    const chat_invite* invite = nullptr
) {
    const auto before = room.member(after.user);
    room.members[after.user] = after;
    ++room.version;
    if (ends_by_itself(after.banned, changes.date()))
        changes.accounts().note_end_of_ban(after.banned.until_date, room.id, after.user);
    detail::tell_bots(changes, room, before, after, actor, invite);
    if (room.is_group()) {
        changes.for_each_member(room, [&](const account& member) {
            if (member.bot)
                return;
            std::vector<std::int64_t> peers{room.id};
            for (const auto& [id, each] : room.members)
                if (each.is_in())
                    peers.push_back(id);
            api::updateChatParticipants update;
            update.participants = shown_participants(room);
            changes.push(member.id, std::move(update), std::move(peers));
        });
        if (!after.is_in()) {
            api::updateChat update;
            update.chat_id = bare_id(room.id);
            changes.push(after.user, update, {room.id});
        }
        return;
    }
    api::updateChannel update;
    update.channel_id = bare_id(room.id);
    changes.push(after.user, update, {room.id});
}

/// Adds accounts to a chat, by an invitation, by a link, or by their own wish.
inline void add_members(
    change_list& changes,
    chat& room,
    account& actor,
    const std::vector<account*>& added,
    const chat_invite* invite = nullptr,
    bool by_request = false
) {
    tl::vector<std::int64_t> ids;
    for (const auto* user : added) {
        chat_member member;
        member.user = user->id;
        member.is = standing::member;
        member.inviter = invite != nullptr ? invite->admin : actor.id;
        member.date = changes.date();
        member.by_request = by_request;
        if (invite != nullptr)
            member.invite = invite->hash;
        if (by_request)
            member.approved_by = actor.id;
        const auto ids_so_far = room.posts.ids_with(room.id);
        member.read_max_id = ids_so_far.empty() ? 0 : ids_so_far.back();
        room.requests.erase(user->id);
        set_member(changes, room, member, actor.id, invite);
        ids.push_back(user->id);
    }
    if (room.is_broadcast() || added.empty())
        return;
    if (by_request) {
        announce(changes, *added.front(), room.id, api::messageActionChatJoinedByRequest{});
    } else if (invite != nullptr) {
        api::messageActionChatJoinedByLink joined;
        joined.inviter_id = invite->admin;
        announce(changes, *added.front(), room.id, joined);
    } else {
        api::messageActionChatAddUser joined;
        joined.users = std::move(ids);
        announce(changes, actor, room.id, std::move(joined));
    }
}

/// Shows a new member of a basic group the last messages that the one who adds it has.
inline void show_last_messages(
    change_list& changes, chat& group, account& actor, account& added, std::size_t most
) {
    std::vector<std::int32_t> ids;
    const auto all = actor.box.ids_with(group.id);
    for (auto id = all.rbegin(); id != all.rend() && ids.size() < most; ++id)
        if (!actor.box.find(*id)->is_service())
            ids.push_back(*id);
    std::reverse(ids.begin(), ids.end());
    for (const auto id : ids) {
        auto copy = *actor.box.find(id);
        copy.outgoing = copy.from == added.id;
        copy.reply_to = 0;
        copy.random_id = 0;
        const auto extras = copy.extras;
        const auto event = added.box.add(std::move(copy));
        if (extras)
            extras->copies.emplace_back(added.id, event.message_id);
        changes.add(added.id, event);
    }
}

/// Lets a member go: `actor` is the member itself, or the admin that removes it.
inline void
remove_member(change_list& changes, chat& room, account& actor, const chat_member& after) {
    const auto was_in = room.has(after.user);
    if (was_in && !room.is_broadcast() && room.has(actor.id)) {
        api::messageActionChatDeleteUser gone;
        gone.user_id = after.user;
        announce(changes, actor, room.id, gone);
    }
    set_member(changes, room, after, actor.id);
}

/// Creates a group or a channel; `members` must not have the creator.
inline chat& create_chat(
    change_list& changes,
    chat_kind kind,
    account& creator,
    const std::string& title,
    const std::vector<account*>& members = {}
) {
    auto& room = changes.accounts().add_chat(kind, title);
    room.creator = creator.id;
    room.date = changes.date();
    chat_member first;
    first.user = first.inviter = creator.id;
    first.is = standing::creator;
    first.date = changes.date();
    first.rights = all_rights();
    set_member(changes, room, first, creator.id);
    if (kind != chat_kind::group) {
        api::messageActionChannelCreate created;
        created.title = tl::string{title};
        announce(changes, creator, room.id, std::move(created));
        add_members(changes, room, creator, members);
        return room;
    }
    api::messageActionChatCreate created;
    created.title = tl::string{title};
    for (const auto* member : members) {
        created.users.push_back(member->id);
        chat_member place;
        place.user = member->id;
        place.is = standing::member;
        place.inviter = creator.id;
        place.date = changes.date();
        set_member(changes, room, place, creator.id);
    }
    announce(changes, creator, room.id, std::move(created));
    return room;
}

/// Turns a basic group into a supergroup.
inline chat& migrate(change_list& changes, chat& group, account& actor) {
    auto& supergroup = changes.accounts().add_chat(chat_kind::supergroup, group.title);
    supergroup.about = group.about;
    supergroup.creator = group.creator;
    supergroup.date = changes.date();
    supergroup.default_banned = group.default_banned;
    for (const auto& [id, member] : group.members)
        if (member.is_in())
            set_member(changes, supergroup, member, actor.id);
    api::messageActionChatMigrateTo to;
    to.channel_id = bare_id(supergroup.id);
    announce(changes, actor, group.id, to);
    group.migrated_to = supergroup.id;
    api::messageActionChannelMigrateFrom from;
    from.title = tl::string{group.title};
    from.chat_id = bare_id(group.id);
    announce(changes, actor, supergroup.id, std::move(from));
    return supergroup;
}

/// Ends a chat for all its members.
inline void dissolve(change_list& changes, chat& room) {
    room.deleted = true;
    changes.accounts().rename(room, {});
    changes.for_each_member(room, [&](const account& member) {
        if (room.is_group()) {
            api::updateChat update;
            update.chat_id = bare_id(room.id);
            changes.push(member.id, update, {room.id});
        } else {
            api::updateChannel update;
            update.channel_id = bare_id(room.id);
            changes.push(member.id, update, {room.id});
        }
    });
}

} // namespace awaitgram::testing
