// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The account that an event's actions are done for.
///
/// Errors: std::logic_error for an event that no account received, as in a test of a filter.
[[nodiscard]] inline const self_info* acting_account(const event_base& event) {
    if (event.receiver() == nullptr || !event.receiver()->access)
        throw std::logic_error("awaitgram: no account received this event, so none can act on it");
    return event.receiver();
}

/// Calls a method, by way of a business connection unless its identifier is empty.
///
/// Requests for a connection belong to the data centre of the connection; today all go to that of the account.
template <class Request>
auto call_for(const account_access& access, std::string_view connection, const Request& request) {
    if (connection.empty())
        return rpc::invoke(*access.calls, request);
    api::invokeWithBusinessConnection<Request> wrapped{};
    wrapped.connection_id = connection;
    wrapped.query = request;
    if constexpr (rpc::detail::has_random_id<Request>)
        wrapped.query.random_id = rpc::detail::new_random_id();
    return rpc::invoke(*access.calls, wrapped);
}

/// The input of a peer, with what came along with an event.
[[nodiscard]] inline awaitable<api::InputPeer>
input_of(account_access access, std::int64_t dialog, const std::shared_ptr<const peer_map>& peers) {
    return resolve_input_peer(
        *access.session,
        dialog,
        peers ? peers->users : nullptr,
        peers ? peers->chats : nullptr,
        access.recent
    );
}

/// A channel's input of a peer's one; empty for other peers.
[[nodiscard]] inline api::InputChannel channel_input(const api::InputPeer& peer) {
    const auto* known = peer.get_if<api::inputPeerChannel>();
    if (known == nullptr)
        return api::inputChannelEmpty{};
    api::inputChannel channel{};
    channel.channel_id = known->channel_id;
    channel.access_hash = known->access_hash;
    return channel;
}

/// A user's input of a peer's one; empty for other peers.
[[nodiscard]] inline api::InputUser user_input(const api::InputPeer& peer) {
    const auto* known = peer.get_if<api::inputPeerUser>();
    if (known == nullptr)
        return api::inputUserEmpty{};
    api::inputUser user{};
    user.user_id = known->user_id;
    user.access_hash = known->access_hash;
    return user;
}

} // namespace awaitgram::detail
