// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/dc/impl/datacenter_addresses.hpp>
#include <awaitgram/dc/move_policy.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/middleware/retry.hpp>
#include <awaitgram/rpc/retry_policy.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::dc {

/// How long a log-out waits for the server to destroy the key.
inline constexpr std::chrono::seconds destruction_limit{2};

AWAITGRAM_DECL datacenters::datacenters(
    asio::any_io_executor executor,
    any_session& session,
    datacenters_options options,
    datacenters_listeners listeners
)
    : executor_(std::move(executor)), session_(session), options_(std::move(options)),
      listeners_(std::move(listeners)) {}

AWAITGRAM_DECL awaitable<datacenters::open_scope> datacenters::open(task_group& tasks) {
    const auto user = co_await session_.self();
    auto home = session_.home_dc_id();
    const auto stored = session_.dc_option(home);
    check_network(stored);
    if (home == default_home_dc && !user && !(stored && stored->auth_key))
        home = options_.first_dc;
    open_scope scope{live_};
    live_->tasks = &tasks;
    live_->first_dc = home;
    pools_host& host = *this;
    live_->pools = std::make_shared<connection_pools>(
        executor_, host, tasks, options_.connect, options_.connection.log
    );
    live_->pools->set_premium(premium_);
    cdn_host& of_networks = *this;
    live_->cdn = std::make_shared<cdn_connections>(
        executor_, of_networks, tasks, options_.connect, options_.connection.log
    );
    live_->connected = std::make_shared<event>(executor_);
    if (!options_.server) {
        co_await restore_addresses();
        tasks.spawn(keep_addresses_fresh(live_->connected));
    }
    co_await connect(home, user.has_value());
    co_return std::move(scope);
}

/// The state that the attempts of one call share.
struct datacenters::call_state {
    call_state(std::chrono::seconds flood_wait_limit, rpc::call_options options)
        : retries(flood_wait_limit, options) {}

    move_policy moves{};
    rpc::retry_policy retries;
};

AWAITGRAM_DECL awaitable<rpc::answer>
datacenters::route(rpc::request sent, rpc::call_options options) {
    call_state state{options_.flood_wait_limit, options};
    // The data centres may be gone when a call ends that was under way while they were closed.
    const auto live = live_;
    if ((options.dc != 0 && options.dc != live->dc) || options.lane != rpc::lane::api)
        co_return co_await route_elsewhere(std::move(sent), options, live);
    for (;;) {
        const auto used = live->main;
        const auto dc = live->dc;
        if (!used)
            throw std::system_error(
                make_error_code(rpc::errc::not_running),
                std::string{rpc::method_name(sent.method())}
            );
        std::optional<rpc::answer> outcome;
        try {
            outcome.emplace(co_await used->call(sent, options));
        } catch (const std::system_error& problem) {
            // Called again when the account moved to another data centre meanwhile.
            if (!live->main || live->main == used || problem.code() == rpc::errc::fate_unknown)
                throw;
            continue;
        }
        if (!live->main)
            co_return std::move(*outcome);
        if (*outcome) {
            if (grants_login(**outcome))
                co_await login_granted(dc);
            listeners_.answers.on_result(**outcome);
            co_return std::move(*outcome);
        }
        if (const auto elsewhere = state.moves.elsewhere(outcome->error(), options)) {
            options.dc = *elsewhere;
            co_return co_await route_elsewhere(std::move(sent), options, live);
        }
        const auto again = co_await recover(outcome->error(), dc, state);
        if (!again)
            co_return std::move(*outcome);
    }
}

/// Calls another data centre, or one for files.
AWAITGRAM_DECL awaitable<rpc::answer> datacenters::route_elsewhere(
    rpc::request sent, rpc::call_options options, std::shared_ptr<open_state> live
) {
    call_state state{options_.flood_wait_limit, options};
    const auto cdn = live->cdn;
    if (options.lane == rpc::lane::cdn && cdn)
        co_return co_await cdn->call(std::move(sent), options);
    for (;;) {
        const auto pools = live->pools;
        if (!pools)
            throw std::system_error(
                make_error_code(rpc::errc::not_running),
                std::string{rpc::method_name(sent.method())}
            );
        const auto dc = options.dc != 0 ? options.dc : live->dc;
        auto outcome = co_await pools->call(dc, sent, options);
        if (outcome || !live->pools)
            co_return outcome;
        if (const auto elsewhere = state.moves.elsewhere(outcome.error(), options)) {
            options.dc = *elsewhere;
            continue;
        }
        const auto wait = state.retries.on(outcome.error());
        if (!wait)
            co_return outcome;
        co_await rpc::wait_to_retry(outcome.error(), *wait, options_.connection.log);
    }
}

/// Reacts to a refusal: moves, waits or signs out. Returns whether the request is to be called again.
AWAITGRAM_DECL awaitable<bool>
datacenters::recover(const rpc_error& refusal, std::int32_t dc, call_state& state) {
    if (const auto home = state.moves.on(refusal))
        co_return co_await move_to(*home);
    if (const auto wait = state.retries.on(refusal)) {
        co_await rpc::wait_to_retry(refusal, *wait, options_.connection.log);
        co_return true;
    }
    if (ends_login(refusal))
        co_await login_ended(dc, refusal);
    co_return false;
}

AWAITGRAM_DECL void datacenters::set_premium(bool premium) noexcept {
    premium_ = premium;
    if (live_->pools)
        live_->pools->set_premium(premium);
}

AWAITGRAM_DECL void datacenters::keep_key() noexcept {
    if (live_->main)
        live_->main->keep_key();
}

/// Replaces the connection, if any, by one to a data centre.
AWAITGRAM_DECL awaitable<void> datacenters::connect(std::int32_t dc, bool keep_key) {
    auto options = options_.connection;
    options.dc = options_.network == dc_network::test ? dc + test_dc_offset : dc;
    set_routes(options, dc, rpc::lane::api);
    options.keep_key = keep_key;
    // A data centre that an account moves to must not keep its caller for ever.
    options.waits_for_first_link = live_->main == nullptr;
    if (const auto stored = session_.dc_option(dc))
        options.key = stored->auth_key;
    const auto key = options.key;
    const auto custody = std::make_shared<key_custody>(options.key.has_value());
    options.salts = co_await session_.salts(dc);
    if (live_->tasks == nullptr) // closed meanwhile
        throw std::system_error(make_error_code(rpc::errc::not_running));
    if (live_->main && live_->dc == dc) // by another call, meanwhile
        co_return;
    auto next = options_.connect(executor_, std::move(options), hooks_for(dc, custody));
    live_->dc = dc;
    live_->custody = custody;
    live_->key = key;
    close_pools();
    const auto old = std::exchange(live_->main, std::move(next));
    live_->tasks->spawn(live_->main->run());
    if (old)
        old->stop();
}

AWAITGRAM_DECL rpc::sender_hooks
datacenters::hooks_for(std::int32_t dc, std::shared_ptr<key_custody> custody) {
    rpc::sender_hooks hooks;
    hooks.on_key = [this, dc, custody](crypto::auth_key key) {
        return take_key(dc, custody, std::move(key));
    };
    hooks.on_salts = [this, dc, custody](std::vector<server_salt> learned) {
        if (!custody->owns_session())
            return; // the session's key has others
        listeners_.salts(dc, std::move(learned));
    };
    hooks.on_time = [this](std::chrono::nanoseconds ahead) { listeners_.updates.on_time(ahead); };
    hooks.on_update = [this](tl::frame update) {
        take_news(update);
        listeners_.updates.on_updates(std::move(update), rpc::update_origin::pushed);
    };
    hooks.on_gap = [this] { listeners_.updates.on_gap(); };
    hooks.on_state = [this, custody = std::move(custody)](const connection_state& state) {
        // Not that of a connection which another one has replaced.
        if (live_->custody != custody)
            return;
        if (state.what == connection_state::kind::connected)
            live_->connected->set();
        if (listeners_.states)
            listeners_.states(state);
    };
    return hooks;
}

AWAITGRAM_DECL awaitable<void>
datacenters::take_key(std::int32_t dc, std::shared_ptr<key_custody> custody, crypto::auth_key key) {
    if (live_->custody == custody) {
        live_->key = key;
        close_pools();
    }
    if (auto now = custody->take(std::move(key)))
        co_await store(dc, std::move(now));
    else if (!custody->logged_out())
        log(log_level::warning, "the session keeps its old key until a sign-in with the new one");
}

AWAITGRAM_DECL awaitable<void> datacenters::login_granted(std::int32_t dc) {
    if (current() != dc)
        co_return;
    live_->main->keep_key();
    if (auto key = live_->custody->login_granted())
        co_await store(dc, std::move(key));
}

/// Connects to the account's new home, unless another call has done so. Returns whether there is such a data centre.
AWAITGRAM_DECL awaitable<bool> datacenters::move_to(std::int32_t dc) {
    if (routes_to(dc, rpc::lane::api).empty())
        (void)co_await learn_addresses();
    if (routes_to(dc, rpc::lane::api).empty())
        co_return false;
    if (live_->main && live_->dc != dc) {
        log(log_level::info, "moving to DC " + std::to_string(dc));
        co_await session_.set_home_dc_id(dc);
        co_await connect(dc, false);
    }
    co_return true;
}

AWAITGRAM_DECL awaitable<void> datacenters::login_ended(std::int32_t dc, const rpc_error& refusal) {
    const auto forget = live_->custody && live_->custody->forgets_key(refusal);
    close_pools();
    const auto was_signed_in = co_await sign_out_session(session_);
    co_await forget_other_keys();
    if (forget)
        co_await store(dc, std::nullopt);
    if (was_signed_in && listeners_.login_ended)
        listeners_.login_ended(refusal);
}

/// Removes the keys of the data centres that took the login over, so that the next account does not act as this one there.
AWAITGRAM_DECL awaitable<void> datacenters::forget_other_keys() {
    const auto home = session_.home_dc_id();
    constexpr std::int32_t last_known = 5;
    for (std::int32_t dc = 1; dc <= last_known; ++dc) {
        const auto option = session_.dc_option(dc);
        if (dc != home && option && option->auth_key)
            co_await store(dc, std::nullopt);
    }
}

AWAITGRAM_DECL awaitable<void> datacenters::forget_keys() {
    close_pools();
    co_await forget_other_keys();
    const auto home = session_.home_dc_id();
    if (live_->custody)
        live_->custody->log_out();
    if (const auto option = session_.dc_option(home); option && option->auth_key)
        co_await store(home, std::nullopt);
    if (const auto used = live_->main)
        co_await used->replace_key(destruction_limit);
}

AWAITGRAM_DECL awaitable<void>
datacenters::store(std::int32_t dc, std::optional<crypto::auth_key> key) {
    return dc::store_key(session_, known(dc), dc, std::move(key));
}

AWAITGRAM_DECL void datacenters::log(log_level level, const std::string& line) const {
    if (options_.connection.log)
        options_.connection.log(level, line);
}

} // namespace awaitgram::dc
