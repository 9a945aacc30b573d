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
/// that don't suspend are answered from memory. What was awaited is durable. `cache_peer` merges (see merged) and keeps exactly
/// one peer as self; `peer(peer_id::self_user())` finds it. `set_update_state` changes the part it names and no other.
/// Operations report failure by throwing std::system_error. One client uses a session at a time.
template <class S>
concept session = requires(
    S storage,
    const S& same,
    std::int32_t dc,
    dc_option option,
    peer_id id,
    peer_info info,
    update_state step,
    std::vector<server_salt> salts,
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
    { storage.peer(id) } -> std::same_as<awaitable<std::optional<peer_info>>>;
    { storage.cache_peer(info) } -> std::same_as<awaitable<void>>;
    { storage.updates_state() } -> std::same_as<awaitable<updates_state>>;
    { storage.set_update_state(step) } -> std::same_as<awaitable<void>>;
    { storage.close() } -> std::same_as<awaitable<void>>;
};

} // namespace awaitgram
