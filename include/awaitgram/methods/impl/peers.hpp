// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/peers.hpp>
#include <awaitgram/peers/error.hpp>

#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<peer_id> resolve_id(const self_info* account, chat_query asked) {
    const auto chat = co_await resolved(account, std::move(asked));
    const auto id = peer_id::from_dialog_id(chat.id);
    if (!id)
        throw peer_error(peer_errc::invalid_id, std::to_string(chat.id));
    co_return *id;
}

[[nodiscard]] inline awaitable<api::InputPeer>
resolve_input(const self_info* account, chat_query asked) {
    auto chat = co_await resolved(account, std::move(asked));
    co_return std::move(chat.input);
}

} // namespace detail

AWAITGRAM_DECL awaitable<peer_id> peer_methods::resolve(chat_ref chat) const {
    return detail::resolve_id(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<api::InputPeer> peer_methods::resolve_peer(chat_ref chat) const {
    return detail::resolve_input(&account(), chat_query{chat});
}

} // namespace awaitgram
