// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/later.hpp>
#include <awaitgram/session/memory.hpp>

#include <memory>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// What isn't closed, when it is awaited.
class open_memory {
public:
    open_memory(std::shared_ptr<session_data> data, std::shared_ptr<bool> closed)
        : data_(std::move(data)), closed_(std::move(closed)) {}

    session_data& operator*() const {
        if (*closed_)
            throw std::system_error(make_error_code(session_errc::closed));
        return *data_;
    }
    session_data* operator->() const { return &**this; }

private:
    std::shared_ptr<session_data> data_;
    std::shared_ptr<bool> closed_;
};

} // namespace detail

AWAITGRAM_DECL memory_session::memory_session() : data_(std::make_shared<session_data>()) {}

AWAITGRAM_DECL memory_session::memory_session(const session_data& content)
    : data_(std::make_shared<session_data>(normalised(content))) {}

AWAITGRAM_DECL session_data memory_session::data() const {
    return *data_;
}

AWAITGRAM_DECL std::int32_t memory_session::home_dc_id() const noexcept {
    return data_->home_dc;
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> memory_session::dc_option(std::int32_t id
) const {
    return data_->dc(id);
}

AWAITGRAM_DECL awaitable<void> memory_session::set_home_dc_id(std::int32_t id) {
    return detail::later([data = detail::open_memory{data_, closed_}, id] { data->home_dc = id; });
}

AWAITGRAM_DECL awaitable<void> memory_session::set_dc_option(awaitgram::dc_option option) {
    return detail::later([data = detail::open_memory{data_, closed_}, option] {
        data->set_dc(option);
    });
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> memory_session::self() {
    return detail::later_result<std::optional<signed_in_user>>(
        [data = detail::open_memory{data_, closed_}] { return data->self; }
    );
}

AWAITGRAM_DECL awaitable<void> memory_session::set_self(std::optional<signed_in_user> user) {
    return detail::later([data = detail::open_memory{data_, closed_}, user] {
        data->set_self(user);
    });
}

AWAITGRAM_DECL awaitable<std::vector<server_salt>> memory_session::salts(std::int32_t dc) {
    return detail::later_result<std::vector<server_salt>>(
        [data = detail::open_memory{data_, closed_}, dc] {
            const auto& all = data->salts;
            const auto found = all.find(dc);
            return found != all.end() ? found->second : std::vector<server_salt>{};
        }
    );
}

AWAITGRAM_DECL awaitable<void>
memory_session::set_salts(std::int32_t dc, std::vector<server_salt> salts) {
    return detail::later([data = detail::open_memory{data_, closed_}, dc, salts] {
        data->set_salts(dc, salts);
    });
}

AWAITGRAM_DECL awaitable<std::optional<awaitgram::temporary_key>>
memory_session::temporary_key(std::int32_t dc) {
    return detail::later_result<std::optional<awaitgram::temporary_key>>(
        [data = detail::open_memory{data_, closed_}, dc] {
            const auto& all = data->temporary_keys;
            const auto found = all.find(dc);
            return found != all.end() ? std::optional{found->second} : std::nullopt;
        }
    );
}

AWAITGRAM_DECL awaitable<void>
memory_session::set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
    return detail::later([data = detail::open_memory{data_, closed_}, dc, key] {
        data->set_temporary_key(dc, key);
    });
}

AWAITGRAM_DECL awaitable<std::optional<std::int32_t>> memory_session::api_layer() {
    return detail::later_result<std::optional<std::int32_t>>(
        [data = detail::open_memory{data_, closed_}] { return data->api_layer; }
    );
}

AWAITGRAM_DECL awaitable<void> memory_session::set_api_layer(std::optional<std::int32_t> layer) {
    return detail::later([data = detail::open_memory{data_, closed_}, layer] {
        data->api_layer = layer;
    });
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> memory_session::peer(peer_id id) {
    return detail::later_result<std::optional<peer_info>>(
        [data = detail::open_memory{data_, closed_}, id] { return data->peer(id); }
    );
}

AWAITGRAM_DECL awaitable<void> memory_session::cache_peer(peer_info info) {
    return detail::later([data = detail::open_memory{data_, closed_}, info] {
        data->cache_peer(info);
    });
}

AWAITGRAM_DECL awaitable<void> memory_session::cache_peers(std::vector<peer_info> infos) {
    return detail::later([data = detail::open_memory{data_, closed_}, infos] {
        auto& all = *data;
        for (const auto& info : infos)
            if (const auto id = id_of(info); !id)
                throw std::system_error(id.error());
        for (const auto& info : infos)
            all.cache_peer(info);
    });
}

AWAITGRAM_DECL awaitable<awaitgram::updates_state> memory_session::updates_state() {
    return detail::later_result<awaitgram::updates_state>(
        [data = detail::open_memory{data_, closed_}] { return data->updates; }
    );
}

AWAITGRAM_DECL awaitable<void> memory_session::set_update_state(update_state step) {
    return detail::later([data = detail::open_memory{data_, closed_}, step] { data->apply(step); });
}

AWAITGRAM_DECL awaitable<void> memory_session::set_primary_and_secondary(
    update_state::primary primary, update_state::secondary secondary
) {
    return detail::later([data = detail::open_memory{data_, closed_}, primary, secondary] {
        data->apply(primary);
        data->apply(secondary);
    });
}

AWAITGRAM_DECL awaitable<void> memory_session::forget_channel(std::int64_t id) {
    return detail::later([data = detail::open_memory{data_, closed_}, id] {
        data->forget_channel(id);
    });
}

AWAITGRAM_DECL awaitable<void> memory_session::close() {
    return detail::later([closed = closed_] { *closed = true; });
}

} // namespace awaitgram
