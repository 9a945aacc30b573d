// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/uncaught.hpp>
#include <awaitgram/session/detail/job_queue.hpp>
#include <awaitgram/session/detail/record_store.hpp>
#include <awaitgram/session/stored.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

namespace detail {

/// The content and the jobs for it, which end before it does.
struct stored_account {
    explicit stored_account(erased_store store) : content(std::move(store)) {}

    record_store content;
    job_queue jobs;
};

/// Loads a session for main, which has nobody to catch what goes wrong.
[[nodiscard]] inline std::shared_ptr<stored_account> open_stored(erased_store store) {
    try {
        return std::make_shared<stored_account>(std::move(store));
    } catch (...) {
        throw_reported(std::current_exception());
    }
}

/// Asks the content, on another thread.
template <class T>
awaitable<T>
ask(std::shared_ptr<stored_account> account, std::function<T(record_store&)> question) {
    const auto answer = std::make_shared<std::optional<T>>();
    std::function<void()> job =
        [answer, &content = account->content, question = std::move(question)] {
            content.check_open();
            answer->emplace(question(content));
        };
    co_await carry_out({account, &account->jobs}, std::move(job));
    co_return std::move(**answer);
}

/// Tells the content, on another thread.
inline awaitable<void>
tell(const std::shared_ptr<stored_account>& account, std::function<void(record_store&)> change) {
    std::function<void()> job = [&content = account->content, change = std::move(change)] {
        content.check_open();
        change(content);
    };
    return carry_out({account, &account->jobs}, std::move(job));
}

inline awaitable<void> close_stored(const std::shared_ptr<stored_account>& account) {
    std::function<void()> job = [&content = account->content] { content.close(); };
    return carry_out({account, &account->jobs}, std::move(job));
}

} // namespace detail

AWAITGRAM_DECL stored_session::stored_session(detail::erased_store store)
    : account_(detail::open_stored(std::move(store))) {}

AWAITGRAM_DECL std::int32_t stored_session::home_dc_id() const noexcept {
    return account_->content.home_dc();
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> stored_session::dc_option(std::int32_t id
) const {
    return account_->content.dc(id);
}

AWAITGRAM_DECL awaitable<void> stored_session::set_home_dc_id(std::int32_t id) {
    return detail::tell(account_, [id](auto& content) { content.set_home_dc(id); });
}

AWAITGRAM_DECL awaitable<void> stored_session::set_dc_option(awaitgram::dc_option option) {
    return detail::tell(account_, [option](auto& content) { content.set_dc(option); });
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> stored_session::self() {
    return detail::ask<std::optional<signed_in_user>>(account_, [](auto& content) {
        return content.self();
    });
}

AWAITGRAM_DECL awaitable<void> stored_session::set_self(std::optional<signed_in_user> user) {
    return detail::tell(account_, [user](auto& content) { content.set_self(user); });
}

AWAITGRAM_DECL awaitable<std::vector<server_salt>> stored_session::salts(std::int32_t dc) {
    return detail::ask<std::vector<server_salt>>(account_, [dc](auto& content) {
        return content.salts(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
stored_session::set_salts(std::int32_t dc, std::vector<server_salt> salts) {
    return detail::tell(account_, [dc, salts](auto& content) { content.set_salts(dc, salts); });
}

AWAITGRAM_DECL awaitable<std::optional<awaitgram::temporary_key>>
stored_session::temporary_key(std::int32_t dc) {
    return detail::ask<std::optional<awaitgram::temporary_key>>(account_, [dc](auto& content) {
        return content.temporary(dc);
    });
}

AWAITGRAM_DECL awaitable<void>
stored_session::set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
    return detail::tell(account_, [dc, key](auto& content) { content.set_temporary(dc, key); });
}

AWAITGRAM_DECL awaitable<std::optional<std::int32_t>> stored_session::api_layer() {
    return detail::ask<std::optional<std::int32_t>>(account_, [](auto& content) {
        return content.layer();
    });
}

AWAITGRAM_DECL awaitable<void> stored_session::set_api_layer(std::optional<std::int32_t> layer) {
    return detail::tell(account_, [layer](auto& content) { content.set_layer(layer); });
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> stored_session::peer(peer_id id) {
    return detail::ask<std::optional<peer_info>>(account_, [id](auto& content) {
        return content.peer(id);
    });
}

AWAITGRAM_DECL awaitable<void> stored_session::cache_peer(peer_info info) {
    return detail::tell(account_, [info](auto& content) { content.cache_peers({info}); });
}

AWAITGRAM_DECL awaitable<void> stored_session::cache_peers(std::vector<peer_info> infos) {
    return detail::tell(account_, [infos](auto& content) { content.cache_peers(infos); });
}

AWAITGRAM_DECL awaitable<awaitgram::updates_state> stored_session::updates_state() {
    return detail::ask<awaitgram::updates_state>(account_, [](auto& content) {
        return content.updates();
    });
}

AWAITGRAM_DECL awaitable<void> stored_session::set_update_state(update_state step) {
    return detail::tell(account_, [step](auto& content) { content.apply({step}); });
}

AWAITGRAM_DECL awaitable<void> stored_session::set_primary_and_secondary(
    update_state::primary primary, update_state::secondary secondary
) {
    return detail::tell(account_, [primary, secondary](auto& content) {
        content.apply({primary, secondary});
    });
}

AWAITGRAM_DECL awaitable<void> stored_session::forget_channel(std::int64_t id) {
    return detail::tell(account_, [id](auto& content) { content.forget_channel(id); });
}

AWAITGRAM_DECL awaitable<void> stored_session::close() {
    return detail::close_stored(account_);
}

} // namespace awaitgram
