// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/memory.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay.hpp"

namespace awaitgram::tests {

/// A session in memory whose operations are steps of a script; copies share what they hold.
class scripted_session {
public:
    scripted_session(script& steps, memory_session inner)
        : steps_(&steps), inner_(std::move(inner)) {}

    [[nodiscard]] std::int32_t home_dc_id() const noexcept { return inner_.home_dc_id(); }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const {
        return inner_.dc_option(id);
    }
    awaitable<void> set_home_dc_id(std::int32_t id) {
        co_await steps_->step("set_home_dc_id");
        co_await inner_.set_home_dc_id(id);
    }
    awaitable<void> set_dc_option(awaitgram::dc_option option) {
        co_await steps_->step("set_dc_option");
        co_await inner_.set_dc_option(std::move(option));
    }
    awaitable<std::optional<signed_in_user>> self() {
        co_await steps_->step("self");
        co_return co_await inner_.self();
    }
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        co_await steps_->step("set_self");
        co_await inner_.set_self(user);
    }
    awaitable<std::vector<server_salt>> salts(std::int32_t dc) {
        co_await steps_->step("salts");
        co_return co_await inner_.salts(dc);
    }
    awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        co_await steps_->step("set_salts");
        co_await inner_.set_salts(dc, std::move(salts));
    }
    awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t dc) {
        co_await steps_->step("temporary_key");
        co_return co_await inner_.temporary_key(dc);
    }
    awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
        co_await steps_->step("set_temporary_key");
        co_await inner_.set_temporary_key(dc, std::move(key));
    }
    awaitable<std::optional<std::int32_t>> api_layer() {
        co_await steps_->step("api_layer");
        co_return co_await inner_.api_layer();
    }
    awaitable<void> set_api_layer(std::optional<std::int32_t> layer) {
        co_await steps_->step("set_api_layer");
        co_await inner_.set_api_layer(layer);
    }
    awaitable<std::optional<peer_info>> peer(peer_id id) {
        co_await steps_->step("peer");
        co_return co_await inner_.peer(id);
    }
    awaitable<void> cache_peer(peer_info info) {
        co_await steps_->step("cache_peer");
        co_await inner_.cache_peer(std::move(info));
    }
    awaitable<void> cache_peers(std::vector<peer_info> infos) {
        co_await steps_->step("cache_peers");
        for (auto& info : infos)
            co_await inner_.cache_peer(std::move(info));
    }
    awaitable<awaitgram::updates_state> updates_state() {
        co_await steps_->step("updates_state");
        co_return co_await inner_.updates_state();
    }
    awaitable<void> set_update_state(update_state state) {
        co_await steps_->step("set_update_state");
        co_await inner_.set_update_state(std::move(state));
    }
    awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary secondary) {
        co_await steps_->step("set_primary_and_secondary");
        co_await inner_.set_primary_and_secondary(primary, secondary);
    }
    awaitable<void> forget_channel(std::int64_t id) {
        co_await steps_->step("forget_channel");
        co_await inner_.forget_channel(id);
    }
    awaitable<void> save_progress(update_progress progress) {
        co_await steps_->step("save_progress");
        co_await inner_.save_progress(std::move(progress));
    }
    awaitable<void> close() {
        co_await steps_->step("close");
        co_await inner_.close();
    }

private:
    script* steps_;
    memory_session inner_;
};

static_assert(session<scripted_session>);

} // namespace awaitgram::tests
