// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <cstdint>
#include <string>
#include <utility>

// Groups, channels and their members as one account sees them.

namespace awaitgram::testing {

[[nodiscard]] inline api::ChatPhoto shown_chat_photo(const world& accounts, const chat& of) {
    if (of.photos.empty())
        return api::chatPhotoEmpty{};
    api::chatPhoto photo;
    photo.photo_id = of.photos.front();
    photo.dc_id = accounts.files().find(photo.photo_id)->dc;
    return photo;
}

[[nodiscard]] inline api::Chat
shown_group(const world& accounts, const account& viewer, const chat& group) {
    const auto own = group.member(viewer.id);
    if (own.is == standing::banned) {
        api::chatForbidden forbidden;
        forbidden.id = bare_id(group.id);
        forbidden.title = tl::string{group.title};
        return forbidden;
    }
    api::chat shown;
    shown.id = bare_id(group.id);
    shown.title = tl::string{group.title};
    shown.photo = shown_chat_photo(accounts, group);
    shown.creator = own.is == standing::creator;
    shown.left = !own.is_in();
    shown.deactivated = group.deleted || group.migrated_to != 0;
    shown.participants_count = group.count();
    shown.date = own.date != 0 ? own.date : group.date;
    shown.version = group.version;
    shown.default_banned_rights = group.default_banned;
    shown.noforwards = group.noforwards;
    if (own.is_admin())
        shown.admin_rights = own.rights;
    if (group.migrated_to != 0) {
        api::inputChannel to;
        to.channel_id = bare_id(group.migrated_to);
        to.access_hash = accounts.access_hash(viewer.id, group.migrated_to);
        shown.migrated_to = to;
    }
    return shown;
}

[[nodiscard]] inline api::Chat
shown_channel(const world& accounts, const account& viewer, const chat& channel) {
    const auto own = channel.member(viewer.id);
    const auto hash = accounts.access_hash(viewer.id, channel.id);
    if (channel.deleted || own.is == standing::banned) {
        api::channelForbidden forbidden;
        forbidden.broadcast = channel.is_broadcast();
        forbidden.megagroup = !channel.is_broadcast();
        forbidden.id = bare_id(channel.id);
        forbidden.access_hash = hash;
        forbidden.title = tl::string{channel.title};
        if (own.banned.until_date != 0)
            forbidden.until_date = own.banned.until_date;
        return forbidden;
    }
    api::channel shown;
    if (channel.message_price != 0)
        shown.send_paid_messages_stars = channel.message_price;
    shown.id = bare_id(channel.id);
    shown.access_hash = hash;
    shown.title = tl::string{channel.title};
    shown.photo = shown_chat_photo(accounts, channel);
    shown.broadcast = channel.is_broadcast();
    shown.megagroup = !channel.is_broadcast();
    shown.forum = channel.forum;
    shown.noforwards = channel.noforwards;
    shown.join_to_send = channel.join_to_send;
    shown.join_request = channel.join_by_request;
    shown.slowmode_enabled = channel.slow_mode != 0;
    shown.has_link = channel.linked != 0;
    shown.creator = own.is == standing::creator;
    shown.left = !own.is_in();
    shown.date = own.date != 0 ? own.date : channel.date;
    shown.participants_count = channel.count();
    if (!channel.username.empty())
        shown.username = tl::string{channel.username};
    if (own.is_admin())
        shown.admin_rights = own.rights;
    if (own.is == standing::restricted)
        shown.banned_rights = own.banned;
    if (!channel.is_broadcast())
        shown.default_banned_rights = channel.default_banned;
    return shown;
}

[[nodiscard]] inline api::Chat
shown_chat(const world& accounts, const account& viewer, const chat& target) {
    return target.is_group() ? shown_group(accounts, viewer, target)
                             : shown_channel(accounts, viewer, target);
}

/// A member of a basic group; for those who are in it.
[[nodiscard]] inline api::ChatParticipant shown_participant(const chat_member& member) {
    const auto filled = [&member](auto shown) -> api::ChatParticipant {
        shown.user_id = member.user;
        if constexpr (requires { shown.inviter_id; }) {
            shown.inviter_id = member.inviter;
            shown.date = member.date;
        }
        if (!member.rank.empty())
            shown.rank = tl::string{member.rank};
        return shown;
    };
    if (member.is == standing::creator)
        return filled(api::chatParticipantCreator{});
    if (member.is == standing::admin)
        return filled(api::chatParticipantAdmin{});
    return filled(api::chatParticipant{});
}

[[nodiscard]] inline api::ChatParticipants shown_participants(const chat& group) {
    api::chatParticipants shown;
    shown.chat_id = bare_id(group.id);
    shown.version = group.version;
    for (const auto& [user, member] : group.members)
        if (member.is_in())
            shown.participants.push_back(shown_participant(member));
    return shown;
}

/// A member of a channel, as `viewer` sees it; also those who left or were banned.
[[nodiscard]] inline api::ChannelParticipant
shown_channel_participant(const chat_member& member, std::int64_t viewer) {
    const auto ranked = [&member](auto shown) -> api::ChannelParticipant {
        if (!member.rank.empty())
            shown.rank = tl::string{member.rank};
        return shown;
    };
    const auto self = member.user == viewer;
    if (member.is == standing::creator) {
        api::channelParticipantCreator shown;
        shown.user_id = member.user;
        shown.admin_rights = member.rights;
        return ranked(std::move(shown));
    }
    if (member.is == standing::admin) {
        api::channelParticipantAdmin shown;
        shown.user_id = member.user;
        shown.self = self;
        shown.can_edit = member.changed_by == viewer;
        if (self)
            shown.inviter_id = member.inviter;
        shown.promoted_by = member.changed_by;
        shown.date = member.date;
        shown.admin_rights = member.rights;
        return ranked(std::move(shown));
    }
    if (member.is == standing::restricted || member.is == standing::banned) {
        api::channelParticipantBanned shown;
        shown.left = member.is == standing::banned;
        shown.peer = peer_of(member.user);
        shown.kicked_by = member.changed_by;
        shown.date = member.date;
        shown.banned_rights = member.banned;
        return ranked(std::move(shown));
    }
    if (member.is == standing::left || member.is == standing::none) {
        api::channelParticipantLeft shown;
        shown.peer = peer_of(member.user);
        return shown;
    }
    if (self) {
        api::channelParticipantSelf shown;
        shown.user_id = member.user;
        shown.inviter_id = member.inviter;
        shown.date = member.date;
        shown.via_request = member.by_request;
        return ranked(std::move(shown));
    }
    api::channelParticipant shown;
    shown.user_id = member.user;
    shown.date = member.date;
    return ranked(std::move(shown));
}

/// An invite link as its makers see it.
[[nodiscard]] inline api::ExportedChatInvite
shown_invite(const chat& of, const chat_invite& invite) {
    api::chatInviteExported shown;
    shown.link = tl::string{"https://t.me/+" + invite.hash};
    shown.admin_id = invite.admin;
    shown.date = invite.date;
    shown.revoked = invite.revoked;
    shown.permanent = invite.permanent;
    shown.request_needed = invite.request_needed;
    if (invite.expires != 0)
        shown.expire_date = invite.expires;
    if (invite.usage_limit != 0)
        shown.usage_limit = invite.usage_limit;
    if (invite.usage != 0)
        shown.usage = invite.usage;
    if (!invite.title.empty())
        shown.title = tl::string{invite.title};
    std::int32_t requested = 0;
    for (const auto& [user, request] : of.requests)
        requested += request.invite == invite.hash;
    if (requested != 0)
        shown.requested = requested;
    return shown;
}

} // namespace awaitgram::testing
