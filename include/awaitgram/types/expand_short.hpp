// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <utility>

namespace awaitgram {

namespace detail {

template <class Short>
api::Update expand(const Short& brief, api::message whole) {
    whole.out = brief.out;
    whole.mentioned = brief.mentioned;
    whole.media_unread = brief.media_unread;
    whole.silent = brief.silent;
    whole.id = brief.id;
    whole.message = brief.message;
    whole.date = brief.date;
    whole.fwd_from = brief.fwd_from;
    whole.via_bot_id = brief.via_bot_id;
    whole.reply_to = brief.reply_to;
    whole.entities = brief.entities;
    whole.ttl_period = brief.ttl_period;
    api::updateNewMessage update{};
    update.message = std::move(whole);
    update.pts = brief.pts;
    update.pts_count = brief.pts_count;
    return update;
}

} // namespace detail

/// The update that the short form of a private message stands for.
[[nodiscard]] inline api::Update expand_short(const api::updateShortMessage& brief) {
    api::message whole{};
    whole.peer_id = peer_of(brief.user_id);
    return detail::expand(brief, std::move(whole));
}

/// The update that the short form of a message in a basic group stands for.
[[nodiscard]] inline api::Update expand_short(const api::updateShortChatMessage& brief) {
    api::message whole{};
    api::peerChat group{};
    group.chat_id = brief.chat_id;
    whole.peer_id = group;
    whole.from_id = peer_of(brief.from_id);
    return detail::expand(brief, std::move(whole));
}

} // namespace awaitgram
