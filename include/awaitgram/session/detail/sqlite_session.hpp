// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/detail/later.hpp>
#include <awaitgram/session/detail/sqlite_store.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <utility>

namespace awaitgram {

AWAITGRAM_DECL sqlite_session::sqlite_session(std::string path)
    : store_(std::make_shared<detail::sqlite_store>(std::move(path))) {}

AWAITGRAM_DECL std::int32_t sqlite_session::home_dc_id() const noexcept {
    return store_->home_dc();
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> sqlite_session::dc_option(std::int32_t id
) const {
    return store_->dc(id);
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_home_dc_id(std::int32_t id) {
    return detail::later([store = store_, id] { store->set_home_dc(id); });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_dc_option(awaitgram::dc_option option) {
    return detail::later([store = store_, option] { store->set_dc(option); });
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> sqlite_session::self() {
    return detail::later_result<std::optional<signed_in_user>>([store = store_] {
        return store->self();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_self(std::optional<signed_in_user> user) {
    return detail::later([store = store_, user] { store->set_self(user); });
}

AWAITGRAM_DECL awaitable<std::vector<server_salt>> sqlite_session::salts(std::int32_t dc) {
    return detail::later_result<std::vector<server_salt>>([store = store_, dc] {
        return store->salts(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
sqlite_session::set_salts(std::int32_t dc, std::vector<server_salt> salts) {
    return detail::later([store = store_, dc, salts] { store->set_salts(dc, salts); });
}

AWAITGRAM_DECL awaitable<std::optional<awaitgram::temporary_key>>
sqlite_session::temporary_key(std::int32_t dc) {
    return detail::later_result<std::optional<awaitgram::temporary_key>>([store = store_, dc] {
        return store->temporary(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
sqlite_session::set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
    return detail::later([store = store_, dc, key] { store->set_temporary(dc, key); });
}

AWAITGRAM_DECL awaitable<std::optional<std::int32_t>> sqlite_session::api_layer() {
    return detail::later_result<std::optional<std::int32_t>>([store = store_] {
        return store->layer();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_api_layer(std::optional<std::int32_t> layer) {
    return detail::later([store = store_, layer] { store->set_layer(layer); });
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> sqlite_session::peer(peer_id id) {
    return detail::later_result<std::optional<peer_info>>([store = store_, id] {
        return store->peer(id);
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::cache_peer(peer_info info) {
    return detail::later([store = store_, info] { store->cache_peers({info}); });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::cache_peers(std::vector<peer_info> infos) {
    return detail::later([store = store_, infos] { store->cache_peers(infos); });
}

AWAITGRAM_DECL awaitable<awaitgram::updates_state> sqlite_session::updates_state() {
    return detail::later_result<awaitgram::updates_state>([store = store_] {
        return store->updates();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_update_state(update_state step) {
    return detail::later([store = store_, step] { store->apply({step}); });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_primary_and_secondary(
    update_state::primary primary, update_state::secondary secondary
) {
    return detail::later([store = store_, primary, secondary] {
        store->apply({primary, secondary});
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::forget_channel(std::int64_t id) {
    return detail::later([store = store_, id] { store->forget_channel(id); });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::close() {
    return detail::later([store = store_] { store->close(); });
}

AWAITGRAM_DECL sqlite3* sqlite_session::connection() const noexcept {
    return store_->handle();
}

} // namespace awaitgram
