// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/peers/input_peer.hpp>

#include <cstdint>

namespace awaitgram {

namespace detail {

/// The number of a bare id; 0 when none can be like that.
[[nodiscard]] inline std::int64_t dialog_number(const result<peer_id>& id) noexcept {
    return id ? id->bot_api_dialog_id() : 0;
}

} // namespace detail

AWAITGRAM_DECL std::int64_t dialog_id(const api::InputPeer& input, std::int64_t self) noexcept {
    if (input.is<api::inputPeerSelf>())
        return self;
    if (const auto* user = input.get_if<api::inputPeerUser>())
        return detail::dialog_number(peer_id::user(user->user_id));
    if (const auto* seen = input.get_if<api::inputPeerUserFromMessage>())
        return detail::dialog_number(peer_id::user(seen->user_id));
    if (const auto* group = input.get_if<api::inputPeerChat>())
        return detail::dialog_number(peer_id::chat(group->chat_id));
    if (const auto* channel = input.get_if<api::inputPeerChannel>())
        return detail::dialog_number(peer_id::channel(channel->channel_id));
    if (const auto* seen = input.get_if<api::inputPeerChannelFromMessage>())
        return detail::dialog_number(peer_id::channel(seen->channel_id));
    return 0;
}

AWAITGRAM_DECL void chat_query::read(const api::user& from) {
    const auto id = peer_id::user(from.id);
    number_ = detail::dialog_number(id);
    if (const auto hash = detail::full_hash(from.access_hash, from.min); hash && id)
        input_ = input_peer(*id, *hash);
}

AWAITGRAM_DECL void chat_query::read(const api::channel& from) {
    const auto id = peer_id::channel(from.id);
    number_ = detail::dialog_number(id);
    if (const auto hash = detail::full_hash(from.access_hash, from.min); hash && id)
        input_ = input_peer(*id, *hash);
}

AWAITGRAM_DECL chat_query::chat_query(const chat_ref& from) : number_(from.number()) {
    using form = chat_ref::form;
    const auto* raw = from.raw();
    switch (from.what()) {
    case form::number:
        break;
    case form::text:
        text_ = from.text();
        is_text_ = true;
        break;
    case form::input_peer:
        input_ = *static_cast<const api::InputPeer*>(raw);
        break;
    case form::peer:
        number_ = dialog_id(*static_cast<const api::Peer*>(raw));
        break;
    case form::any_user:
        if (const auto* user = static_cast<const api::User*>(raw)->get_if<api::user>())
            read(*user);
        break;
    case form::user:
        read(*static_cast<const api::user*>(raw));
        break;
    case form::any_chat: {
        const auto& chat = *static_cast<const api::Chat*>(raw);
        if (const auto* channel = chat.get_if<api::channel>())
            read(*channel);
        else if (const auto* group = chat.get_if<api::chat>())
            number_ = detail::dialog_number(peer_id::chat(group->id));
        break;
    }
    case form::group:
        number_ = detail::dialog_number(peer_id::chat(static_cast<const api::chat*>(raw)->id));
        break;
    case form::channel:
        read(*static_cast<const api::channel*>(raw));
        break;
    }
}

} // namespace awaitgram
