// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/input_peer.hpp>

#include <optional>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<api::InputPeer>
input_peer_from(any_session& session, std::int64_t dialog, std::optional<std::int64_t> hash) {
    const auto id = peer_id::from_dialog_id(dialog);
    if (!id)
        co_return api::inputPeerEmpty{};
    if (!hash && id->kind() != peer_kind::chat) {
        const auto known = co_await session.peer(*id);
        const auto usable = known ? ref_of(*known) : std::nullopt;
        hash = usable ? usable->auth.access_hash : 0;
    }
    co_return input_peer(*id, hash.value_or(0));
}

} // namespace detail

AWAITGRAM_DECL awaitable<api::InputPeer> resolve_input_peer(
    any_session& session,
    std::int64_t dialog,
    const tl::vector<api::User>* users,
    const tl::vector<api::Chat>* chats
) {
    const auto id = peer_id::from_dialog_id(dialog);
    return detail::input_peer_from(
        session, dialog, id ? access_hash_in(users, chats, *id) : std::nullopt
    );
}

} // namespace awaitgram
