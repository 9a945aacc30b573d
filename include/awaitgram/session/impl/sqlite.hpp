// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/detail/job_queue.hpp>
#include <awaitgram/session/detail/sqlite_store.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// A file and the jobs for it, which end before it does.
struct sqlite_account {
    sqlite_account(const std::string& path, const sqlite_options& options) : store(path, options) {}

    sqlite_store store;
    job_queue jobs;
};

/// Asks the file, on another thread.
template <class T>
awaitable<T>
asked(std::shared_ptr<sqlite_account> account, std::function<T(sqlite_store&)> question) {
    const auto answer = std::make_shared<std::optional<T>>();
    std::function<void()> job = [answer, &store = account->store, question = std::move(question)] {
        answer->emplace(question(store));
    };
    co_await carry_out({account, &account->jobs}, std::move(job));
    co_return std::move(**answer);
}

/// Tells the file, on another thread.
inline awaitable<void>
told(const std::shared_ptr<sqlite_account>& account, std::function<void(sqlite_store&)> change) {
    std::function<void()> job = [&store = account->store, change = std::move(change)] {
        change(store);
    };
    return carry_out({account, &account->jobs}, std::move(job));
}

} // namespace detail

AWAITGRAM_DECL sqlite_session::sqlite_session(std::string path, const sqlite_options& options)
    : account_(std::make_shared<detail::sqlite_account>(path, options)) {}

AWAITGRAM_DECL sqlite_session
sqlite_session::from_telethon_string(std::string_view text, std::string path) {
    const auto home = detail::telethon_login::read_string(text);
    sqlite_session session{std::move(path)};
    session.account_->store.set_login(home);
    return session;
}

AWAITGRAM_DECL std::int32_t sqlite_session::home_dc_id() const noexcept {
    return account_->store.home_dc();
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> sqlite_session::dc_option(std::int32_t id
) const {
    return account_->store.dc(id);
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_home_dc_id(std::int32_t id) {
    return detail::told(account_, [id](auto& store) { store.set_home_dc(id); });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_dc_option(awaitgram::dc_option option) {
    return detail::told(account_, [option = std::move(option)](auto& store) {
        store.set_dc(option);
    });
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> sqlite_session::self() {
    return detail::asked<std::optional<signed_in_user>>(account_, [](auto& store) {
        return store.rows().self();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_self(std::optional<signed_in_user> user) {
    return detail::told(account_, [user](auto& store) {
        store.write_durably([&user](auto& rows) { rows.set_self(user); });
    });
}

AWAITGRAM_DECL awaitable<std::vector<server_salt>> sqlite_session::salts(std::int32_t dc) {
    return detail::asked<std::vector<server_salt>>(account_, [dc](auto& store) {
        return store.rows().salts(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
sqlite_session::set_salts(std::int32_t dc, std::vector<server_salt> salts) {
    return detail::told(account_, [dc, salts = std::move(salts)](auto& store) {
        store.write([&](auto& rows) { rows.set_salts(dc, salts); });
    });
}

AWAITGRAM_DECL awaitable<std::optional<awaitgram::temporary_key>>
sqlite_session::temporary_key(std::int32_t dc) {
    return detail::asked<std::optional<awaitgram::temporary_key>>(account_, [dc](auto& store) {
        return store.rows().temporary(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
sqlite_session::set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
    return detail::told(account_, [dc, key = std::move(key)](auto& store) {
        store.write_durably([&](auto& rows) { rows.set_temporary(dc, key); });
    });
}

AWAITGRAM_DECL awaitable<std::optional<std::int32_t>> sqlite_session::api_layer() {
    return detail::asked<std::optional<std::int32_t>>(account_, [](auto& store) {
        return store.rows().layer();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_api_layer(std::optional<std::int32_t> layer) {
    return detail::told(account_, [layer](auto& store) {
        store.write([&layer](auto& rows) { rows.set_layer(layer); });
    });
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> sqlite_session::peer(peer_id id) {
    return detail::asked<std::optional<peer_info>>(account_, [id](auto& store) {
        return store.rows().peer(id);
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::cache_peer(peer_info info) {
    return detail::told(account_, [info](auto& store) {
        store.write([&info](auto& rows) { rows.cache_peer(info); });
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::cache_peers(std::vector<peer_info> infos) {
    return detail::told(account_, [infos = std::move(infos)](auto& store) {
        store.write([&infos](auto& rows) {
            for (const auto& info : infos)
                rows.cache_peer(info);
        });
    });
}

AWAITGRAM_DECL awaitable<awaitgram::updates_state> sqlite_session::updates_state() {
    return detail::asked<awaitgram::updates_state>(account_, [](auto& store) {
        return store.rows().updates();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_update_state(update_state step) {
    return detail::told(account_, [step = std::move(step)](auto& store) {
        store.write([&step](auto& rows) { rows.apply(step); });
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_primary_and_secondary(
    update_state::primary primary, update_state::secondary secondary
) {
    return detail::told(account_, [primary, secondary](auto& store) {
        store.write([&](auto& rows) {
            rows.apply(primary);
            rows.apply(secondary);
        });
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::forget_channel(std::int64_t id) {
    return detail::told(account_, [id](auto& store) {
        store.write([id](auto& rows) { rows.forget_channel(id); });
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::close() {
    return detail::told(account_, [](auto& store) { store.close(); });
}

AWAITGRAM_DECL awaitable<session_data> sqlite_session::data() {
    return detail::asked<session_data>(account_, [](auto& store) {
        return store.rows().read_all();
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::import(session_data content) {
    return detail::told(account_, [content = std::move(content)](auto& store) {
        store.replace(content);
    });
}

AWAITGRAM_DECL awaitable<void> sqlite_session::set_key(std::optional<session_key> key) {
    return detail::told(account_, [key = std::move(key)](auto& store) { store.set_key(key); });
}

AWAITGRAM_DECL bool sqlite_session::is_scrubbed() const noexcept {
    return account_->store.is_scrubbed();
}

AWAITGRAM_DECL sqlite3* sqlite_session::connection() const noexcept {
    return account_->store.handle();
}

} // namespace awaitgram
