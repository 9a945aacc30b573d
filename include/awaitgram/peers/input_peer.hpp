// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline std::optional<std::int64_t>
full_hash(const tl::opt<std::int64_t>& access_hash, bool min) noexcept {
    return access_hash && !min ? std::optional{*access_hash} : std::nullopt;
}

} // namespace detail

/// The access hash of a user or channel in the lists of an answer or update; either list may be null.
///
/// A `min` hash is none: it is good for a few methods only. Spec: https://core.telegram.org/api/min
[[nodiscard]] inline std::optional<std::int64_t>
access_hash_in(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats, peer_id id) {
    if (users != nullptr && id.kind() == peer_kind::user)
        for (const auto& each : *users)
            if (const auto* user = each.get_if<api::user>(); user && user->id == id.bare_id())
                return detail::full_hash(user->access_hash, user->min);
    if (chats != nullptr && id.kind() == peer_kind::channel)
        for (const auto& each : *chats)
            if (const auto* channel = each.get_if<api::channel>();
                channel && channel->id == id.bare_id())
                return detail::full_hash(channel->access_hash, channel->min);
    return std::nullopt;
}

/// The form in which requests address a peer. Basic groups have no access hash.
[[nodiscard]] inline api::InputPeer input_peer(peer_id id, std::int64_t access_hash) {
    if (id.kind() == peer_kind::chat) {
        api::inputPeerChat chat{};
        chat.chat_id = id.bare_id();
        return chat;
    }
    if (id.kind() == peer_kind::user) {
        api::inputPeerUser user{};
        user.user_id = id.bare_id();
        user.access_hash = access_hash;
        return user;
    }
    api::inputPeerChannel channel{};
    channel.channel_id = id.bare_id();
    channel.access_hash = access_hash;
    return channel;
}

/// The reference to a peer: out of those that came along lately, which are written to the session a little later, else out of the
/// session. Nothing without a full access hash. `recent` may be null; it is looked at before this returns.
[[nodiscard]] awaitable<std::optional<peer_ref>>
find_peer(any_session& session, const peer_cache* recent, peer_id id);

/// What a request needs to address the peer with a number as in the Bot API: found among what came along with `users` and `chats`,
/// else among `recent`, else in the session.
///
/// A peer of which no more than a `min` hash is known is addressed with the hash 0, which bots and contacts get by with; a number
/// that no peer has, with an empty InputPeer. The lists are looked at before this returns.
/// Cancels: nothing to undo.
[[nodiscard]] awaitable<api::InputPeer> resolve_input_peer(
    any_session& session,
    std::int64_t dialog,
    const tl::vector<api::User>* users = nullptr,
    const tl::vector<api::Chat>* chats = nullptr,
    const peer_cache* recent = nullptr
);

} // namespace awaitgram
