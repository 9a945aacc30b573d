// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace awaitgram {

/// The whole content of a session as plain data.
struct session_data {
    std::int32_t home_dc = default_home_dc;
    std::map<std::int32_t, dc_option> dcs{};
    std::map<std::int32_t, std::vector<server_salt>> salts{};
    std::map<std::int32_t, temporary_key> temporary_keys{};
    std::optional<signed_in_user> self{};
    /// The API layer under which the stored update state was received.
    std::optional<std::int32_t> api_layer{};
    std::map<peer_id, peer_info> peers{};
    updates_state updates{};
    kept_states states{};

    friend bool operator==(const session_data& left, const session_data& right);

    /// The stored data centre, else the built-in one, see known_dc.
    [[nodiscard]] std::optional<dc_option> dc(std::int32_t id) const;

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) const;

    /// Errors: std::system_error with `session_errc::invalid_peer_id`.
    void cache_peer(peer_info info);

    /// The id of the signed-in user, else of the peer that is self.
    [[nodiscard]] std::optional<std::int64_t> last_user() const;

    /// With another user than the last one: also removes peers, the update state and the kept states, which are valid for one account
    /// only.
    void set_self(const std::optional<signed_in_user>& user);

    /// Errors: std::system_error with `session_errc::invalid_dc` or `invalid_auth_key`.
    void set_dc(const dc_option& option);

    void set_salts(std::int32_t dc, std::vector<server_salt> list);

    /// Errors: std::system_error with `session_errc::invalid_auth_key`.
    void set_temporary_key(std::int32_t dc, const std::optional<temporary_key>& key);

    void forget_channel(std::int64_t id);

    /// Errors: std::system_error with `session_errc::invalid_peer_id`.
    void apply(const update_state& change);

    /// Errors: std::system_error with `session_errc::invalid_peer_id`.
    void apply(const update_progress& change);

    /// Nothing removes the state. Removes those that have expired each time the number of states reaches a power of two.
    ///
    /// Errors: std::system_error with `session_errc::invalid_state`.
    void set_state(const state_key& key, std::optional<kept_state> state, std::int64_t now);

private:
    std::vector<handled_mark>::iterator mark_at(const handled_key& key);

    void mark(const handled_mark& one);
};

/// The content of a session that has imported `from`: sorted, keyed by the ids of the values themselves, and with one self at
/// most. Of several peers that are self, the signed-in user remains, else the one with the highest id.
///
/// Errors: std::system_error with `session_errc::invalid_dc`, `invalid_auth_key`, `invalid_peer_id`, `invalid_state`.
[[nodiscard]] session_data normalised(const session_data& from);

} // namespace awaitgram
