// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/session/data.hpp>

#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The operations of memory_session on its data.
class memory_rows {
public:
    explicit memory_rows(session_data& data) : data_(data) {}

    void set_home_dc_id(std::int32_t id) { data_.home_dc = id; }
    void set_dc_option(const awaitgram::dc_option& option) { data_.set_dc(option); }

    [[nodiscard]] std::optional<signed_in_user> self() const { return data_.self; }
    void set_self(const std::optional<signed_in_user>& user) { data_.set_self(user); }

    [[nodiscard]] std::vector<server_salt> salts(std::int32_t dc) const {
        const auto known = data_.salts.find(dc);
        return known != data_.salts.end() ? known->second : std::vector<server_salt>{};
    }
    void set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        data_.set_salts(dc, std::move(salts));
    }

    [[nodiscard]] std::optional<awaitgram::temporary_key> temporary_key(std::int32_t dc) const {
        const auto known = data_.temporary_keys.find(dc);
        return known != data_.temporary_keys.end() ? std::optional{known->second} : std::nullopt;
    }
    void set_temporary_key(std::int32_t dc, const std::optional<awaitgram::temporary_key>& key) {
        data_.set_temporary_key(dc, key);
    }

    [[nodiscard]] std::optional<std::int32_t> api_layer() const { return data_.api_layer; }
    void set_api_layer(std::optional<std::int32_t> layer) { data_.api_layer = layer; }

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) const { return data_.peer(id); }
    void cache_peer(peer_info info) { data_.cache_peer(std::move(info)); }
    void cache_peers(std::vector<peer_info> infos) {
        for (const auto& info : infos)
            if (const auto id = id_of(info); !id)
                throw std::system_error(id.error());
        for (auto& info : infos)
            data_.cache_peer(std::move(info));
    }

    [[nodiscard]] awaitgram::updates_state updates_state() const { return data_.updates; }
    void set_update_state(const update_state& step) { data_.apply(step); }
    void set_primary_and_secondary(
        const update_state::primary& primary, const update_state::secondary& secondary
    ) {
        data_.apply(primary);
        data_.apply(secondary);
    }
    void forget_channel(std::int64_t id) { data_.forget_channel(id); }
    void save_progress(const update_progress& progress) { data_.apply(progress); }

    [[nodiscard]] std::optional<kept_state> state(const state_key& key) const {
        const auto known = data_.states.find(key);
        return known != data_.states.end() ? std::optional{known->second} : std::nullopt;
    }
    void set_state(const state_key& key, std::optional<kept_state> now) {
        data_.set_state(key, std::move(now), unix_seconds(steady_now()));
    }

private:
    session_data& data_;
};

} // namespace awaitgram::detail
