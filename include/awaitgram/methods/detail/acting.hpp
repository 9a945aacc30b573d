// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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
/// A client takes such requests to the data centre of the connection.
template <class Request>
auto call_for(const account_access& access, std::string_view connection, const Request& request) {
    if (connection.empty())
        return rpc::invoke(*access.calls, request);
    api::invokeWithBusinessConnection<Request> wrapped{};
    wrapped.connection_id = connection;
    wrapped.query = request;
    return rpc::invoke(*access.calls, wrapped);
}

/// The chat that a method is about, with what came along with an event. A basic group that became a supergroup is followed.
///
/// Errors: peer_error, and those of peer_resolver::resolve.
[[nodiscard]] inline awaitable<resolved_chat> resolved(
    const self_info* account, chat_query asked, std::shared_ptr<const peer_map> peers = nullptr
) {
    const auto access = account->access;
    const auto* users = peers ? peers->users : nullptr;
    const auto* chats = peers ? peers->chats : nullptr;
    const auto by_number = !asked.is_text() && asked.input().empty();
    if (by_number && access.resolver == nullptr) {
        auto input = co_await resolve_input_peer(
            *access.session, asked.number(), users, chats, access.recent
        );
        co_return resolved_chat{std::move(input), asked.number()};
    }
    if (const auto id = peer_id::from_dialog_id(by_number ? asked.number() : 0))
        if (const auto hash = access_hash_in(users, chats, *id))
            co_return resolved_chat{input_peer(*id, *hash), asked.number()};
    if (access.resolver != nullptr)
        co_return co_await access.resolver->resolve(std::move(asked));
    peer_cache recent;
    peer_resolver own{*access.calls, *access.session, recent};
    own.set_account(account->id, account->is_bot);
    co_return co_await own.resolve(std::move(asked));
}

/// The chat of an event, by its number: its messages have their ids there, so that no group is followed.
[[nodiscard]] inline awaitable<api::InputPeer>
input_by_resolver(account_access access, std::int64_t dialog) {
    const chat_ref chat{dialog};
    chat_query asked{chat};
    auto found = co_await access.resolver->resolve(std::move(asked));
    co_return std::move(found.input);
}

/// The input of a peer, with what came along with an event.
[[nodiscard]] inline awaitable<api::InputPeer>
input_of(account_access access, std::int64_t dialog, const std::shared_ptr<const peer_map>& peers) {
    const auto* users = peers ? peers->users : nullptr;
    const auto* chats = peers ? peers->chats : nullptr;
    const auto id = peer_id::from_dialog_id(dialog);
    if (access.resolver != nullptr && id && id->kind() != peer_kind::chat &&
        !access_hash_in(users, chats, *id))
        return input_by_resolver(access, dialog);
    return resolve_input_peer(*access.session, dialog, users, chats, access.recent);
}

/// A channel's input of a peer's one; empty for other peers.
[[nodiscard]] inline api::InputChannel channel_input(const api::InputPeer& peer) {
    if (const auto* seen = peer.get_if<api::inputPeerChannelFromMessage>()) {
        api::inputChannelFromMessage channel{};
        channel.peer = seen->peer;
        channel.msg_id = seen->msg_id;
        channel.channel_id = seen->channel_id;
        return channel;
    }
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
    if (peer.is<api::inputPeerSelf>())
        return api::inputUserSelf{};
    if (const auto* seen = peer.get_if<api::inputPeerUserFromMessage>()) {
        api::inputUserFromMessage user{};
        user.peer = seen->peer;
        user.msg_id = seen->msg_id;
        user.user_id = seen->user_id;
        return user;
    }
    const auto* known = peer.get_if<api::inputPeerUser>();
    if (known == nullptr)
        return api::inputUserEmpty{};
    api::inputUser user{};
    user.user_id = known->user_id;
    user.access_hash = known->access_hash;
    return user;
}

} // namespace awaitgram::detail
