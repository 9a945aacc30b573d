// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/client.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace awaitgram {

/// What a request needs to address a peer: found among what came along, else in the session.
///
/// A peer of which no more than a `min` hash is known is addressed with the hash 0, which bots and contacts get by with.
/// Cancels: nothing to undo.
[[nodiscard]] inline awaitable<api::InputPeer>
input_peer(client& telegram, std::shared_ptr<const peer_map> along, std::int64_t dialog) {
    const auto id = peer_id::from_dialog_id(dialog);
    if (!id)
        co_return api::inputPeerEmpty{};
    const auto bare = id->bare_id();
    if (id->kind() == peer_kind::chat) {
        api::inputPeerChat chat{};
        chat.chat_id = bare;
        co_return chat;
    }
    std::optional<std::int64_t> hash;
    if (id->kind() == peer_kind::user) {
        if (const auto* user = along ? along->user(bare) : nullptr;
            user && !user->min && user->access_hash)
            hash = *user->access_hash;
    } else if (const auto* channel = along ? along->channel(bare) : nullptr;
               channel && !channel->min && channel->access_hash) {
        hash = *channel->access_hash;
    }
    if (!hash) {
        const auto known = co_await telegram.session().peer(*id);
        const auto usable = known ? ref_of(*known) : std::nullopt;
        hash = usable ? usable->auth.access_hash : 0;
    }
    if (id->kind() == peer_kind::user) {
        api::inputPeerUser user{};
        user.user_id = bare;
        user.access_hash = *hash;
        co_return user;
    }
    api::inputPeerChannel channel{};
    channel.channel_id = bare;
    channel.access_hash = *hash;
    co_return channel;
}

} // namespace awaitgram
