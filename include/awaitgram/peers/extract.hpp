// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/session/peer_info.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram {

/// The stored form of an access hash; nothing without one.
[[nodiscard]] inline std::optional<peer_auth>
extract_auth(const tl::opt<std::int64_t>& access_hash, bool min) {
    return access_hash ? std::optional{peer_auth{*access_hash, min}} : std::nullopt;
}

/// The information to store about a user in an answer or update; nothing for an empty one.
///
/// A `min` user has hardly any usable fields. Spec: https://core.telegram.org/api/min
[[nodiscard]] inline std::optional<peer_info> extract_peer(const api::User& seen) {
    const auto* user = seen.get_if<api::user>();
    if (user == nullptr)
        return std::nullopt;
    user_info info;
    info.id = user->id;
    info.auth = extract_auth(user->access_hash, user->min);
    if (!user->min)
        info.bot = user->bot;
    if (user->self)
        info.is_self = true;
    return info;
}

/// The information to store about a group or channel in an answer or update; nothing for an empty one.
[[nodiscard]] inline std::optional<peer_info> extract_peer(const api::Chat& seen) {
    if (const auto* group = seen.get_if<api::chat>())
        return chat_info{group->id};
    if (const auto* left = seen.get_if<api::chatForbidden>())
        return chat_info{left->id};
    channel_info info;
    if (const auto* channel = seen.get_if<api::channel>()) {
        info.id = channel->id;
        info.auth = extract_auth(channel->access_hash, channel->min);
        // Gigagroups are megagroups too.
        if (channel->gigagroup)
            info.kind = channel_kind::gigagroup;
        else if (channel->broadcast)
            info.kind = channel_kind::broadcast;
        else if (channel->megagroup)
            info.kind = channel_kind::megagroup;
        return info;
    }
    if (const auto* closed = seen.get_if<api::channelForbidden>()) {
        info.id = closed->id;
        info.auth = peer_auth{closed->access_hash};
        if (closed->broadcast)
            info.kind = channel_kind::broadcast;
        else if (closed->megagroup)
            info.kind = channel_kind::megagroup;
        return info;
    }
    return std::nullopt;
}

/// The bare id of a channel that the account left or lost access to, so that no more updates of it arrive.
[[nodiscard]] inline std::optional<std::int64_t> lost_channel(const api::Chat& seen) {
    if (const auto* closed = seen.get_if<api::channelForbidden>())
        return closed->id;
    // A `min` channel does not show whether the account is a member.
    if (const auto* channel = seen.get_if<api::channel>())
        if (channel->left && !channel->min)
            return channel->id;
    return std::nullopt;
}

} // namespace awaitgram
