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

/// The information to store about a user, group or channel in an answer or update.
///
/// A `min` user has hardly any usable fields. Spec: https://core.telegram.org/api/min
[[nodiscard]] inline peer_info extract_peer(const api::user& seen) {
    user_info info;
    info.id = seen.id;
    info.auth = extract_auth(seen.access_hash, seen.min);
    if (!seen.min)
        info.bot = seen.bot;
    if (seen.self)
        info.is_self = true;
    return info;
}
[[nodiscard]] inline peer_info extract_peer(const api::chat& seen) {
    return chat_info{seen.id};
}
[[nodiscard]] inline peer_info extract_peer(const api::chatForbidden& seen) {
    return chat_info{seen.id};
}
[[nodiscard]] inline peer_info extract_peer(const api::channel& seen) {
    channel_info info;
    info.id = seen.id;
    info.auth = extract_auth(seen.access_hash, seen.min);
    // Gigagroups are megagroups too.
    if (seen.gigagroup)
        info.kind = channel_kind::gigagroup;
    else if (seen.broadcast)
        info.kind = channel_kind::broadcast;
    else if (seen.megagroup)
        info.kind = channel_kind::megagroup;
    return info;
}
[[nodiscard]] inline peer_info extract_peer(const api::channelForbidden& seen) {
    channel_info info;
    info.id = seen.id;
    info.auth = peer_auth{seen.access_hash};
    if (seen.broadcast)
        info.kind = channel_kind::broadcast;
    else if (seen.megagroup)
        info.kind = channel_kind::megagroup;
    return info;
}

/// The same for one of several constructors; nothing for an empty one.
[[nodiscard]] inline std::optional<peer_info> extract_peer(const api::User& seen) {
    const auto* user = seen.get_if<api::user>();
    return user != nullptr ? std::optional{extract_peer(*user)} : std::nullopt;
}
[[nodiscard]] inline std::optional<peer_info> extract_peer(const api::Chat& seen) {
    if (const auto* group = seen.get_if<api::chat>())
        return extract_peer(*group);
    if (const auto* left = seen.get_if<api::chatForbidden>())
        return extract_peer(*left);
    if (const auto* channel = seen.get_if<api::channel>())
        return extract_peer(*channel);
    if (const auto* closed = seen.get_if<api::channelForbidden>())
        return extract_peer(*closed);
    return std::nullopt;
}

/// The supergroup that a basic group became; nothing for others.
[[nodiscard]] inline std::optional<peer_info> extract_migrated(const api::chat& seen) {
    const auto* to = seen.migrated_to ? seen.migrated_to->get_if<api::inputChannel>() : nullptr;
    if (to == nullptr)
        return std::nullopt;
    channel_info info;
    info.id = to->channel_id;
    info.auth = peer_auth{to->access_hash};
    info.kind = channel_kind::megagroup;
    return info;
}

/// Whether the account left a channel, so that no more updates of it arrive.
///
/// A `min` channel does not show whether the account is a member.
[[nodiscard]] inline bool is_left(const api::channel& seen) noexcept {
    return seen.left && !seen.min;
}

/// The bare id of a channel that the account left or lost access to, so that no more updates of it arrive.
[[nodiscard]] inline std::optional<std::int64_t> lost_channel(const api::Chat& seen) {
    if (const auto* closed = seen.get_if<api::channelForbidden>())
        return closed->id;
    const auto* channel = seen.get_if<api::channel>();
    return channel != nullptr && is_left(*channel) ? std::optional{channel->id} : std::nullopt;
}

} // namespace awaitgram
