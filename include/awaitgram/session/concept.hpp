// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/session/types.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>

namespace awaitgram {

/// Where a login is kept: keys, who is signed in, peers seen, how far updates were handled.
///
/// A new session is at home in DC 2, knows the DCs that known_dc knows, no peers, and an update state of zeros. The two reads
/// that don't suspend are answered from memory. What was awaited is durable, whole or not at all. `cache_peer` merges (see
/// merged) and keeps exactly one peer as self; `peer(peer_id::self_user())` finds it. `set_self` with another user than the last
/// one (who is signed in, else the peer that is self) forgets all peers and the update state in the same step, because they are
/// good for that account alone. `set_update_state` changes the part it names and no other; `set_primary_and_secondary` changes
/// both in one step. Salts come back by the time they begin, and channels by id. After `close` only `close` may be awaited:
/// all else fails with `session_errc::closed`.
///
/// Operations report failure by throwing std::system_error, and change nothing then. What can't be is refused: a data centre or a
/// temporary key that `check` refuses, a peer or a channel without a possible id. One that is cancelled is carried out or not, as
/// a whole and before any later one, and leaves it to its caller which cancellations count. One client uses a session at a time. A
/// session may also have `cache_peers(std::vector<peer_info>)`, all of them or none, which is used for the peers of one answer.
/// testing/session_contract.hpp runs any session through all of this.
template <class S>
concept session = requires(
    S storage,
    const S& same,
    std::int32_t dc,
    dc_option option,
    peer_id id,
    peer_info info,
    update_state step,
    update_state::primary primary,
    update_state::secondary secondary,
    std::int64_t channel,
    std::vector<server_salt> salts,
    std::optional<temporary_key> temporary,
    std::optional<std::int32_t> layer,
    std::optional<signed_in_user> user
) {
    { same.home_dc_id() } noexcept -> std::same_as<std::int32_t>;
    { same.dc_option(dc) } -> std::same_as<std::optional<dc_option>>;
    { storage.set_home_dc_id(dc) } -> std::same_as<awaitable<void>>;
    { storage.set_dc_option(option) } -> std::same_as<awaitable<void>>;
    { storage.self() } -> std::same_as<awaitable<std::optional<signed_in_user>>>;
    { storage.set_self(user) } -> std::same_as<awaitable<void>>;
    { storage.salts(dc) } -> std::same_as<awaitable<std::vector<server_salt>>>;
    { storage.set_salts(dc, salts) } -> std::same_as<awaitable<void>>;
    { storage.temporary_key(dc) } -> std::same_as<awaitable<std::optional<temporary_key>>>;
    { storage.set_temporary_key(dc, temporary) } -> std::same_as<awaitable<void>>;
    { storage.api_layer() } -> std::same_as<awaitable<std::optional<std::int32_t>>>;
    { storage.set_api_layer(layer) } -> std::same_as<awaitable<void>>;
    { storage.peer(id) } -> std::same_as<awaitable<std::optional<peer_info>>>;
    { storage.cache_peer(info) } -> std::same_as<awaitable<void>>;
    { storage.updates_state() } -> std::same_as<awaitable<updates_state>>;
    { storage.set_update_state(step) } -> std::same_as<awaitable<void>>;
    { storage.set_primary_and_secondary(primary, secondary) } -> std::same_as<awaitable<void>>;
    { storage.forget_channel(channel) } -> std::same_as<awaitable<void>>;
    { storage.close() } -> std::same_as<awaitable<void>>;
};

} // namespace awaitgram
