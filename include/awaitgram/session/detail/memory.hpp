// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/later.hpp>
#include <awaitgram/session/memory.hpp>

namespace awaitgram {

AWAITGRAM_DECL memory_session::memory_session() : data_(std::make_shared<session_data>()) {}

AWAITGRAM_DECL std::int32_t memory_session::home_dc_id() const noexcept {
    return data_->home_dc;
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> memory_session::dc_option(std::int32_t id
) const {
    return data_->dc(id);
}

AWAITGRAM_DECL awaitable<void> memory_session::set_home_dc_id(std::int32_t id) {
    return detail::later([data = data_, id] { data->home_dc = id; });
}

AWAITGRAM_DECL awaitable<void> memory_session::set_dc_option(awaitgram::dc_option option) {
    return detail::later([data = data_, option] { data->dcs.insert_or_assign(option.id, option); });
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> memory_session::self() {
    return detail::later_result<std::optional<signed_in_user>>([data = data_] { return data->self; }
    );
}

AWAITGRAM_DECL awaitable<void> memory_session::set_self(std::optional<signed_in_user> user) {
    return detail::later([data = data_, user] { data->self = user; });
}

AWAITGRAM_DECL awaitable<std::vector<server_salt>> memory_session::salts(std::int32_t dc) {
    return detail::later_result<std::vector<server_salt>>([data = data_, dc] {
        const auto found = data->salts.find(dc);
        return found != data->salts.end() ? found->second : std::vector<server_salt>{};
    });
}

AWAITGRAM_DECL awaitable<void>
memory_session::set_salts(std::int32_t dc, std::vector<server_salt> salts) {
    return detail::later([data = data_, dc, salts] { data->salts[dc] = salts; });
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> memory_session::peer(peer_id id) {
    return detail::later_result<std::optional<peer_info>>([data = data_, id] {
        return data->peer(id);
    });
}

AWAITGRAM_DECL awaitable<void> memory_session::cache_peer(peer_info info) {
    return detail::later([data = data_, info] { data->cache_peer(info); });
}

AWAITGRAM_DECL awaitable<awaitgram::updates_state> memory_session::updates_state() {
    return detail::later_result<awaitgram::updates_state>([data = data_] { return data->updates; });
}

AWAITGRAM_DECL awaitable<void> memory_session::set_update_state(update_state step) {
    return detail::later([data = data_, step] { data->apply(step); });
}

AWAITGRAM_DECL awaitable<void> memory_session::close() {
    return detail::later([] {});
}

} // namespace awaitgram
