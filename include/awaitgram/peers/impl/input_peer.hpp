// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/input_peer.hpp>

#include <optional>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline std::optional<peer_ref> recent_peer(const peer_cache* recent, peer_id id) {
    return recent != nullptr ? recent->find(id) : std::nullopt;
}

[[nodiscard]] inline awaitable<std::optional<peer_ref>>
known_peer(any_session& session, peer_id id, std::optional<peer_ref> recent) {
    if (recent)
        co_return recent;
    const auto stored = co_await session.peer(id);
    co_return stored ? ref_of(*stored) : std::nullopt;
}

[[nodiscard]] inline awaitable<api::InputPeer>
input_peer_from(any_session& session, std::int64_t dialog, std::optional<std::int64_t> hash) {
    const auto id = peer_id::from_dialog_id(dialog);
    if (!id)
        co_return api::inputPeerEmpty{};
    if (!hash && id->kind() != peer_kind::chat) {
        const auto known = co_await known_peer(session, *id, std::nullopt);
        hash = known ? known->auth.access_hash : 0;
    }
    co_return input_peer(*id, hash.value_or(0));
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::optional<peer_ref>>
find_peer(any_session& session, const peer_cache* recent, peer_id id) {
    return detail::known_peer(session, id, detail::recent_peer(recent, id));
}

AWAITGRAM_DECL awaitable<api::InputPeer> resolve_input_peer(
    any_session& session,
    std::int64_t dialog,
    const tl::vector<api::User>* users,
    const tl::vector<api::Chat>* chats,
    const peer_cache* recent
) {
    const auto id = peer_id::from_dialog_id(dialog);
    auto hash = id ? access_hash_in(users, chats, *id) : std::nullopt;
    if (id && !hash)
        if (const auto known = detail::recent_peer(recent, *id))
            hash = known->auth.access_hash;
    return detail::input_peer_from(session, dialog, hash);
}

} // namespace awaitgram
