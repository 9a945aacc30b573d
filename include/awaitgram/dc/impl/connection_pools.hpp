// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/uncaught.hpp>
#include <awaitgram/dc/connection_pools.hpp>
#include <awaitgram/dc/key_custody.hpp>
#include <awaitgram/dc/pool_policy.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>

namespace awaitgram::dc {

/// A connection of a pool.
struct connection_pools::link {
    std::int32_t dc = 0;
    rpc::lane lane = rpc::lane::api;
    std::uint32_t generation = 0;
    std::uint32_t epoch = 0;
    std::shared_ptr<connection> to{};
    /// The requests that wait for an answer.
    std::size_t waiting = 0;
    monotonic_clock::time_point idle_since{};
};

/// A request that waits for an answer on a connection.
struct connection_pools::use {
    use(connection_pools& of, std::shared_ptr<link> taken) : all(of), on(std::move(taken)) {
        ++on->waiting;
    }
    use(const use&) = delete;
    use& operator=(const use&) = delete;
    ~use() {
        if (--on->waiting != 0)
            return;
        on->idle_since = monotonic_clock::now();
        if (!all.stopped_)
            all.idle_.set();
    }

    connection_pools& all;
    std::shared_ptr<link> on;
};

AWAITGRAM_DECL connection_pools::connection_pools(
    asio::any_io_executor executor,
    pools_host& host,
    task_group& tasks,
    connection_factory connect,
    log_sink log
)
    : executor_(std::move(executor)), host_(host), tasks_(tasks), connect_(std::move(connect)),
      log_(std::move(log)), idle_(executor_) {}

AWAITGRAM_DECL void connection_pools::check_running() const {
    if (stopped_)
        throw std::system_error(asio::error::operation_aborted);
}

AWAITGRAM_DECL awaitable<rpc::answer>
connection_pools::call(std::int32_t dc, rpc::request sent, rpc::call_options options) {
    constexpr auto most_losses = 2;
    const auto self = shared_from_this();
    for (auto losses = 0;; ++losses) {
        check_running();
        const auto at_home = dc == host_.home();
        if (!at_home)
            co_await give_login(dc);
        const auto on = co_await link_for(dc, options.lane);
        const use used{*this, on};
        auto outcome = co_await on->to->call(sent, options);
        if (stopped_ || outcome || at_home || losses == most_losses || !ends_login(outcome.error()))
            co_return outcome;
        if (on->epoch != epoch_)
            continue;
        auto& known = sites_[dc];
        if (on->generation != known.generation)
            continue;
        if (!known.has_login)
            co_return outcome;
        known.has_login = false;
        log(log_level::info,
            "DC " + std::to_string(dc) + " has no login any more, which it gets again: " +
                std::string{outcome.error().name()});
        if (outcome.error().code() == 406) {
            known.key.reset();
            ++known.generation;
        }
    }
}

/// Has another data centre take over the login, unless it has done so.
AWAITGRAM_DECL awaitable<void> connection_pools::give_login(std::int32_t dc) {
    for (;;) {
        check_running();
        if (!sites_[dc].asked_session)
            co_await ask_session(dc);
        const auto& known = sites_[dc];
        if (known.has_login)
            co_return;
        if (known.failure && monotonic_clock::now() < known.failed_until)
            std::rethrow_exception(known.failure);
        unique_function<awaitable<bool>()> work = [self = shared_from_this(), dc] {
            return self->hand_over_or_fail(dc);
        };
        if (!co_await logins_.run(std::to_string(dc), std::move(work)))
            co_return;
    }
}

/// Finds out whether the session has a key of another data centre, which then has the login, too, as far as is known.
AWAITGRAM_DECL awaitable<void> connection_pools::ask_session(std::int32_t dc) {
    const auto epoch = epoch_;
    const auto options = co_await host_.options_for(dc, rpc::lane::api);
    check_running();
    auto& known = sites_[dc];
    if (epoch != epoch_ || std::exchange(known.asked_session, true))
        co_return;
    known.key = options.key;
    known.has_login = options.key.has_value();
}

/// As `hand_over`; remembers a failure, so that home is not asked again at once.
AWAITGRAM_DECL awaitable<bool> connection_pools::hand_over_or_fail(std::int32_t dc) {
    constexpr std::chrono::seconds first_pause{1};
    constexpr std::chrono::seconds longest_pause{60};
    const auto epoch = epoch_;
    std::exception_ptr failure;
    auto wait = std::chrono::seconds::zero();
    try {
        co_return co_await hand_over(dc);
    } catch (const rpc_error& refusal) {
        failure = std::current_exception();
        wait = refusal.wait();
    } catch (const std::system_error& problem) {
        if (problem.code() == asio::error::operation_aborted)
            throw;
        failure = std::current_exception();
    }
    if (!stopped_ && epoch == epoch_) {
        auto& known = sites_[dc];
        known.failure = failure;
        const auto pause = growing_pause(++known.failures, first_pause, longest_pause);
        known.failed_until = monotonic_clock::now() + std::max(wait, pause);
    }
    std::rethrow_exception(failure);
}

/// Has home hand the login over. Returns whether there is one.
AWAITGRAM_DECL awaitable<bool> connection_pools::hand_over(std::int32_t dc) {
    constexpr auto most_tries = 3;
    const auto epoch = epoch_;
    const auto user = co_await host_.signed_in_user();
    if (user == 0)
        co_return false;
    for (auto tries = 1;; ++tries) {
        check_running();
        api::auth::exportAuthorization exporting;
        exporting.dc_id = dc;
        const auto token = co_await rpc::invoke(host_.home_calls(), exporting);
        check_running();
        const auto on = co_await link_for(dc, rpc::lane::api);
        api::auth::importAuthorization importing;
        importing.id = token->id;
        importing.bytes = token->bytes;
        const use used{*this, on};
        const auto imported = co_await rpc::try_invoke(*on->to, importing);
        check_running();
        if (epoch != epoch_)
            co_return true; // asked again by the caller
        if (!imported) {
            if (imported.error().name() == "AUTH_BYTES_INVALID" && tries < most_tries)
                continue;
            throw rpc_error{imported.error()};
        }
        const auto* to = (*imported)->get_if<api::auth::authorization>();
        const auto* account = to != nullptr ? to->user.get_if<api::user>() : nullptr;
        if (account == nullptr || account->id != user)
            throw std::system_error(
                make_error_code(rpc::errc::wrong_account), "DC " + std::to_string(dc)
            );
        auto& known = sites_[dc];
        known.failures = 0;
        known.failure = nullptr;
        known.has_login = on->generation == known.generation;
        co_return true;
    }
}

/// The connection for the next request.
AWAITGRAM_DECL awaitable<std::shared_ptr<connection_pools::link>>
connection_pools::link_for(std::int32_t dc, rpc::lane lane) {
    for (;;) {
        check_running();
        if (auto found = find_link(dc, lane))
            co_return found;
        const auto key = std::to_string(dc) + '/' + std::to_string(static_cast<int>(lane));
        unique_function<awaitable<std::shared_ptr<link>>()> work =
            [self = shared_from_this(), dc, lane] { return self->open_link(dc, lane); };
        // One of those that wait for it may take it, and others too, so each looks again.
        (void)co_await openings_.run(key, std::move(work));
    }
}

/// An open connection that may take another request, if there is one.
AWAITGRAM_DECL std::shared_ptr<connection_pools::link>
connection_pools::find_link(std::int32_t dc, rpc::lane lane) {
    auto& known = sites_[dc];
    auto& links = known.lanes[static_cast<std::size_t>(lane)];
    std::vector<std::size_t> waiting;
    std::vector<std::shared_ptr<link>> usable;
    for (const auto& each : links)
        if (each->generation == known.generation && !each->to->ended()) {
            waiting.push_back(each->waiting);
            usable.push_back(each);
        }
    const auto chosen = pool_policy{dc, lane, premium_}.choose(waiting);
    return chosen ? usable[*chosen] : nullptr;
}

AWAITGRAM_DECL awaitable<std::shared_ptr<connection_pools::link>>
connection_pools::open_link(std::int32_t dc, rpc::lane lane) {
    const auto epoch = epoch_;
    auto options = co_await host_.options_for(dc, lane);
    check_running();
    auto& known = sites_[dc];
    const auto opened = std::make_shared<link>();
    opened->dc = dc;
    opened->lane = lane;
    opened->epoch = epoch_;
    opened->generation = known.generation;
    opened->idle_since = monotonic_clock::now();
    if (epoch != epoch_)
        co_return opened; // asked again by the caller
    const auto at_home = dc == host_.home();
    if (!at_home)
        options.key = known.key;
    options.keep_key = at_home;
    options.waits_for_first_link = false;
    opened->to = connect_(executor_, std::move(options), hooks_for(dc, opened));
    known.lanes[static_cast<std::size_t>(lane)].push_back(opened);
    tasks_.spawn(run_link(shared_from_this(), opened));
    if (!std::exchange(watches_idle_, true))
        tasks_.spawn(close_idle(shared_from_this()));
    idle_.set();
    co_return opened;
}

AWAITGRAM_DECL rpc::sender_hooks
connection_pools::hooks_for(std::int32_t dc, const std::shared_ptr<link>& of) {
    // The connection owns its hooks.
    rpc::sender_hooks hooks;
    hooks.on_key = [self = weak_from_this(), weak = std::weak_ptr{of}](crypto::auth_key key) {
        return take_key(self.lock(), weak.lock(), std::move(key));
    };
    hooks.on_salts = [self = weak_from_this(), weak = std::weak_ptr{of}, dc](auto learned) {
        const auto all = self.lock();
        const auto from = weak.lock();
        if (all && from && !all->stopped_ && from->epoch == all->epoch_ &&
            from->generation == all->sites_[dc].generation)
            all->host_.store_salts(dc, std::move(learned));
    };
    // Nothing but parts of files comes from there: what sends updates is something else.
    if (of->lane == rpc::lane::cdn)
        hooks.on_update = [weak = std::weak_ptr{of}](const tl::frame&) {
            if (const auto from = weak.lock())
                from->to->stop();
        };
    return hooks;
}

/// Takes the key that a connection to another data centre has agreed on.
AWAITGRAM_DECL awaitable<void> connection_pools::take_key(
    std::shared_ptr<connection_pools> all, std::shared_ptr<link> from, crypto::auth_key key
) {
    if (!all || !from || all->stopped_ || from->epoch != all->epoch_)
        co_return;
    auto& known = all->sites_[from->dc];
    if (from->generation != known.generation || from->dc == all->host_.home())
        co_return;
    from->generation = ++known.generation;
    known.key = key;
    known.has_login = false;
    co_await all->host_.store_key(from->dc, std::move(key));
}

AWAITGRAM_DECL awaitable<void>
connection_pools::run_link(std::shared_ptr<connection_pools> all, std::shared_ptr<link> of) {
    try {
        co_await of->to->run();
    } catch (const std::system_error& problem) {
        if (problem.code() != asio::error::operation_aborted)
            all->log(
                log_level::warning,
                "a connection to DC " + std::to_string(of->dc) + " has ended: " + problem.what()
            );
    }
    std::erase(all->sites_[of->dc].lanes[static_cast<std::size_t>(of->lane)], of);
}

/// Closes idle connections when their time is over.
AWAITGRAM_DECL awaitable<void> connection_pools::close_idle(std::shared_ptr<connection_pools> all) {
    while (!all->stopped_)
        co_await all->idle_.wait_until(all->close_idle_links(monotonic_clock::now()));
}

/// Closes what has been idle for too long; returns when to look again.
AWAITGRAM_DECL monotonic_clock::time_point
connection_pools::close_idle_links(monotonic_clock::time_point now) {
    auto next = monotonic_clock::time_point::max();
    for (const auto& [dc, known] : sites_)
        for (const auto& lane : known.lanes)
            for (const auto& each : lane) {
                if (each->waiting != 0)
                    continue;
                const auto until = each->idle_since + pool_policy::idle_limit;
                if (until <= now)
                    each->to->stop();
                else
                    next = std::min(next, until);
            }
    return next;
}

AWAITGRAM_DECL void connection_pools::reset() {
    ++epoch_;
    const auto closed = std::exchange(sites_, {});
    for (const auto& [dc, known] : closed)
        for (const auto& lane : known.lanes)
            for (const auto& each : lane)
                each->to->stop();
}

AWAITGRAM_DECL void connection_pools::stop() {
    stopped_ = true;
    reset();
    idle_.set();
}

AWAITGRAM_DECL std::size_t
connection_pools::open_connections(std::int32_t dc, rpc::lane lane) const {
    const auto known = sites_.find(dc);
    if (known == sites_.end())
        return 0;
    const auto& links = known->second.lanes[static_cast<std::size_t>(lane)];
    return static_cast<std::size_t>(std::count_if(links.begin(), links.end(), [](const auto& each) {
        return !each->to->ended();
    }));
}

AWAITGRAM_DECL void connection_pools::log(log_level level, const std::string& line) const {
    if (log_)
        log_(level, line);
}

} // namespace awaitgram::dc
