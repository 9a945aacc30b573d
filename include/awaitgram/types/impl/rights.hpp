// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/admin_rights.hpp>
#include <awaitgram/types/permissions.hpp>

namespace awaitgram {

namespace detail {

/// A permission and the ban that takes it away. The only place where the two are turned into each other.
struct banned_permission {
    permission allowed;
    bool api::chatBannedRights::*banned;
};

inline constexpr banned_permission banned_permissions[] = {
    {permission::send_texts, &api::chatBannedRights::send_plain},
    {permission::send_photos, &api::chatBannedRights::send_photos},
    {permission::send_videos, &api::chatBannedRights::send_videos},
    {permission::send_round_videos, &api::chatBannedRights::send_roundvideos},
    {permission::send_audios, &api::chatBannedRights::send_audios},
    {permission::send_voices, &api::chatBannedRights::send_voices},
    {permission::send_documents, &api::chatBannedRights::send_docs},
    {permission::send_stickers, &api::chatBannedRights::send_stickers},
    {permission::send_gifs, &api::chatBannedRights::send_gifs},
    {permission::send_games, &api::chatBannedRights::send_games},
    {permission::use_inline_bots, &api::chatBannedRights::send_inline},
    {permission::embed_links, &api::chatBannedRights::embed_links},
    {permission::send_polls, &api::chatBannedRights::send_polls},
    {permission::send_reactions, &api::chatBannedRights::send_reactions},
    {permission::change_info, &api::chatBannedRights::change_info},
    {permission::invite_users, &api::chatBannedRights::invite_users},
    {permission::pin_messages, &api::chatBannedRights::pin_messages},
    {permission::manage_topics, &api::chatBannedRights::manage_topics},
    {permission::edit_own_title, &api::chatBannedRights::edit_rank},
};

struct named_admin_right {
    admin_right right;
    bool api::chatAdminRights::*raw;
};

inline constexpr named_admin_right named_admin_rights[] = {
    {admin_right::change_info, &api::chatAdminRights::change_info},
    {admin_right::post_messages, &api::chatAdminRights::post_messages},
    {admin_right::edit_messages, &api::chatAdminRights::edit_messages},
    {admin_right::delete_messages, &api::chatAdminRights::delete_messages},
    {admin_right::ban_users, &api::chatAdminRights::ban_users},
    {admin_right::invite_users, &api::chatAdminRights::invite_users},
    {admin_right::pin_messages, &api::chatAdminRights::pin_messages},
    {admin_right::add_admins, &api::chatAdminRights::add_admins},
    {admin_right::anonymous, &api::chatAdminRights::anonymous},
    {admin_right::manage_calls, &api::chatAdminRights::manage_call},
    {admin_right::nothing_else, &api::chatAdminRights::other},
    {admin_right::manage_topics, &api::chatAdminRights::manage_topics},
    {admin_right::post_stories, &api::chatAdminRights::post_stories},
    {admin_right::edit_stories, &api::chatAdminRights::edit_stories},
    {admin_right::delete_stories, &api::chatAdminRights::delete_stories},
    {admin_right::manage_direct_messages, &api::chatAdminRights::manage_direct_messages},
    {admin_right::manage_titles, &api::chatAdminRights::manage_ranks},
};

} // namespace detail

AWAITGRAM_DECL permissions permissions::from_bans(const api::chatBannedRights& bans) noexcept {
    if (bans.view_messages)
        return none();
    auto left = all();
    for (const auto& each : detail::banned_permissions)
        if (bans.*each.banned)
            left = left.forbid(each.allowed);
    if (bans.send_media)
        left = left.forbid(media());
    if (bans.send_messages)
        left = left.forbid(permissions{every_message});
    return left;
}

AWAITGRAM_DECL api::chatBannedRights permissions::as_bans() const {
    api::chatBannedRights bans{};
    for (const auto& each : detail::banned_permissions)
        bans.*each.banned = !allows(each.allowed);
    bans.send_media = (bits_ & every_medium) == 0;
    bans.send_messages = (bits_ & every_message) == 0;
    return bans;
}

AWAITGRAM_DECL admin_rights admin_rights::from_raw(const api::chatAdminRights& raw) noexcept {
    auto rights = none();
    for (const auto& each : detail::named_admin_rights)
        if (raw.*each.raw)
            rights = rights.grant(each.right);
    return rights;
}

AWAITGRAM_DECL api::chatAdminRights admin_rights::raw() const {
    api::chatAdminRights rights{};
    for (const auto& each : detail::named_admin_rights)
        rights.*each.raw = has(each.right);
    return rights;
}

} // namespace awaitgram
