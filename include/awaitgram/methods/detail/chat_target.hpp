// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>
#include <string>

namespace awaitgram::detail {

/// What requests call a chat: users, basic groups and channels have methods of their own.
[[nodiscard]] inline peer_kind kind_of(const resolved_chat& chat) {
    const auto& input = chat.input;
    if (input.is<api::inputPeerChat>())
        return peer_kind::chat;
    if (input.is<api::inputPeerChannel>() || input.is<api::inputPeerChannelFromMessage>())
        return peer_kind::channel;
    if (input.is<api::inputPeerSelf>() || input.is<api::inputPeerUser>() ||
        input.is<api::inputPeerUserFromMessage>())
        return peer_kind::user;
    throw peer_error(peer_errc::invalid_id, std::to_string(chat.id));
}

/// The id of a basic group as requests with a bare one have it.
[[nodiscard]] inline std::int64_t bare_group(const resolved_chat& chat) {
    const auto* group = chat.input.get_if<api::inputPeerChat>();
    return group != nullptr ? group->chat_id : 0;
}

/// The input of a chat that must be a user.
///
/// Errors: peer_error with not_a_user.
[[nodiscard]] inline api::InputUser input_of_user(const resolved_chat& chat) {
    if (kind_of(chat) != peer_kind::user)
        throw peer_error(peer_errc::not_a_user, std::to_string(chat.id));
    return user_input(chat.input);
}

/// The input of a chat that must be a supergroup or channel.
///
/// Errors: peer_error with not_a_channel.
[[nodiscard]] inline api::InputChannel input_of_channel(const resolved_chat& chat) {
    if (kind_of(chat) != peer_kind::channel)
        throw peer_error(peer_errc::not_a_channel, std::to_string(chat.id));
    return channel_input(chat.input);
}

/// Refuses private chats.
///
/// Errors: peer_error with not_a_group.
inline void require_group(const resolved_chat& chat) {
    if (kind_of(chat) == peer_kind::user)
        throw peer_error(peer_errc::not_a_group, std::to_string(chat.id));
}

} // namespace awaitgram::detail
