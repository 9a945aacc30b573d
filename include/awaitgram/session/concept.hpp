// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/session/types.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>

namespace awaitgram {

/// Stores a login: authorisation keys, the signed-in user, known peers and the update state.
///
/// A new session has DC 2 as its home, the data centres of known_dc, no peers, and an update state of zeros.
/// - `home_dc_id` and `dc_option` answer from memory; all other operations may suspend.
/// - An operation takes effect as a whole, and is durable when its await returns.
/// - `cache_peer` merges with the known peer, see `merged`. At most one peer is self; `peer(peer_id::self_user())` returns it.
/// - `set_self` with a user other than the last one (the signed-in user, else the peer that is self) also removes all peers,
///   the update state and the kept states, which are valid for one account only.
/// - `set_update_state` changes only the part it names; `set_primary_and_secondary` changes both in one step.
/// - Salts are returned in the order of `valid_since`, channels in the order of their ids, marks in the order of their keys.
/// - After `close`, every operation but `close` fails with `session_errc::closed`.
/// - Optional: `init()` opens the storage; see initialised_session.
/// - Optional: `cache_peers(std::vector<peer_info>)` stores all peers of one answer in one step; without it they are stored one by
///   one.
/// - Optional: `save_progress(update_progress)` stores what was handled, in one step, with the marks of updates that were handled
///   before older ones. `forget_channel` then removes the marks of that channel, too. Without it positions are stored one by one and
///   marks not at all: after a restart, all updates since the oldest one that was not handled come again. A session that derives from
///   one of the library's and has its own `set_update_state` needs its own `save_progress`.
/// - Optional, both: `state(state_key) -> awaitable<std::optional<kept_state>>` and `set_state(state_key, std::optional<kept_state>)`
///   keep what a program remembers of its dialogues; nothing removes a state. A session may remove one that has expired, and returns
///   it until then. Impossible keys and states are refused. In an any_session without them both fail with `session_errc::no_states`.
///
/// One client uses a session at a time. testing/session_contract.hpp checks a session against these rules.
///
/// Errors:  std::system_error; then nothing was changed. Impossible values are refused: a data centre or a temporary key that
///          `check` refuses, a peer or a channel with an impossible id.
/// Cancels: the operation is carried out as a whole or not at all, and before any later one. The caller's cancellation state and
///          filter stay as they were.
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

/// A session whose storage is opened by `awaitable<void> init()`.
///
/// A client awaits `init` at the start of each run, before it uses the session, so it has no effect when the storage is open. The
/// constructor of such a session needs no thread to wait for a disk or another machine.
///
/// Errors:  end the run; the next `init` tries again.
/// Cancels: the storage is opened or not, as a whole.
template <class S>
concept initialised_session = session<S> && requires(S storage) {
    { storage.init() } -> std::same_as<awaitable<void>>;
};

/// A session that keeps states of dialogues, see session.
template <class S>
concept state_keeping_session =
    session<S> && requires(S storage, state_key key, std::optional<kept_state> state) {
        { storage.state(key) } -> std::same_as<awaitable<std::optional<kept_state>>>;
        { storage.set_state(key, state) } -> std::same_as<awaitable<void>>;
    };

} // namespace awaitgram
