// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>

namespace awaitgram {

/// A peer in the Bot API's numbering; 0 for an empty one and for ids that Telegram does not give, which name no other peer.
[[nodiscard]] inline std::int64_t dialog_id(const api::Peer& peer) noexcept {
    if (const auto* user = peer.get_if<api::peerUser>())
        return user->user_id > 0 ? user->user_id : 0;
    if (const auto* group = peer.get_if<api::peerChat>()) {
        const auto id = group->chat_id;
        return id > 0 && id <= peer_id::max_chat ? -id : 0;
    }
    if (const auto* channel = peer.get_if<api::peerChannel>()) {
        const auto id = channel->channel_id;
        return id > 0 && id <= peer_id::max_monoforum ? -peer_id::channel_base - id : 0;
    }
    return 0;
}

/// The peer that has this number in the Bot API's numbering.
[[nodiscard]] inline api::Peer peer_of(std::int64_t dialog) {
    if (dialog > 0) {
        api::peerUser user{};
        user.user_id = dialog;
        return user;
    }
    if (dialog >= -peer_id::max_chat) {
        api::peerChat group{};
        group.chat_id = -dialog;
        return group;
    }
    api::peerChannel channel{};
    channel.channel_id = dialog < peer_id::lowest ? 0 : -peer_id::channel_base - dialog;
    return channel;
}

} // namespace awaitgram
