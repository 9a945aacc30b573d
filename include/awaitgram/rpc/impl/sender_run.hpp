// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/rpc/impl/sender_call.hpp>
#include <awaitgram/rpc/impl/sender_limits.hpp>
#include <awaitgram/rpc/impl/sender_race.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/transport/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

// The sequence of links: connecting, key exchange, and the reaction to broken links.

namespace awaitgram::rpc {

namespace detail {

/// Carries an error that no other link would mend: not of the network or the server.
struct lasting_error {
    std::exception_ptr error;
};

} // namespace detail

/// Ends all calls, however `run` ends.
struct sender::run_scope {
    sender& owner;
    ~run_scope() {
        if (!owner.dead_)
            owner.dead_ =
                std::make_exception_ptr(std::system_error(asio::error::operation_aborted));
        owner.fail_calls(owner.dead_);
    }
};

AWAITGRAM_DECL awaitable<void> sender::run() {
    const auto self = shared_from_this();
    const run_scope scope{*this};
    while (!stopped_) {
        std::exception_ptr fatal;
        drop_given_up_key();
        report(connection_state::kind::connecting);
        try {
            co_await open_in_time();
            if (!stopped_ && !key_given_up_)
                co_await serve();
        } catch (const std::system_error& problem) {
            // A cancellation ends the run even if the key was given up at the same time.
            const auto cancelled = problem.code() == asio::error::operation_aborted;
            if (!stopped_ && (!key_given_up_ || cancelled))
                fatal = decide(problem);
        } catch (const detail::lasting_error& problem) {
            fatal = problem.error;
        } catch (...) {
            fatal = std::current_exception();
        }
        stream_.reset();
        if (session_) {
            session_->disconnected(steady_now());
            schedule_flush(); // delivers the ends of queries that cannot be repeated
        }
        if (destroying_key_)
            key_destroyed_.set();
        if (stopped_)
            break;
        if (fatal) {
            dead_ = fatal;
            std::rethrow_exception(fatal);
        }
        if (!key_given_up_)
            co_await wait_for_attempt();
    }
}

/// The time in which the server is asked to destroy the key. However it ends, the key is not used again.
struct sender::key_destruction {
    sender& owner;

    explicit key_destruction(sender& of) : owner(of) { owner.destroying_key_ = true; }
    key_destruction(const key_destruction&) = delete;
    key_destruction& operator=(const key_destruction&) = delete;
    ~key_destruction() {
        owner.destroying_key_ = false;
        owner.give_up_key();
    }
};

AWAITGRAM_DECL awaitable<void> sender::replace_key(std::chrono::milliseconds limit) {
    const auto self = shared_from_this();
    if (!session_ || destroying_key_ || key_given_up_)
        co_return;
    const key_destruction scope{*this};
    if (!serving_)
        co_return;
    session_->destroy_key();
    schedule_flush();
    co_await key_destroyed_.wait_until(event::clock::now() + limit);
}

/// Ends the link, which uses the key.
AWAITGRAM_DECL void sender::give_up_key() {
    if (!session_)
        return;
    key_given_up_ = true;
    if (!serving_)
        return;
    link_error_ = std::make_exception_ptr(std::system_error(asio::error::connection_aborted));
    wake_keeper();
}

/// Calls that wait are sent with the next key.
AWAITGRAM_DECL void sender::drop_given_up_key() {
    if (!std::exchange(key_given_up_, false))
        return;
    drop_key();
    options_.key.reset();
    policy_.key_given_up();
    ever_worked_ = false; // the next login has other updates
    wait_for_next_link({}, event::clock::now());
}

namespace detail {

inline link_end end_of(std::error_code error) noexcept {
    if (error == asio::error::operation_aborted)
        return link_end::cancelled;
    if (error == transport::errc::auth_key_not_found)
        return link_end::unknown_key;
    if (error == transport::errc::flood)
        return link_end::flood;
    const auto from_server =
        error.category() == category_of<transport::errc>() && error.value() < 0;
    return from_server ? link_end::refused : link_end::broken;
}

} // namespace detail

/// Applies the policy to a broken link. Returns null to try again, else the error to give up with.
AWAITGRAM_DECL std::exception_ptr sender::decide(const std::system_error& problem) {
    using kind = reconnect_decision::kind;
    const auto end = detail::end_of(problem.code());
    std::uint8_t chance = 128;
    if (!crypto::system_random().fill({&chance, 1}))
        chance = 128;
    const auto now = event::clock::now();
    if (route_ && !policy_.connected() && end != link_end::cancelled)
        options_.history->failed(route_->to, now);
    const auto decision = policy_.ended(end, session_.has_value(), now, chance);
    if (decision.what == kind::give_up)
        return std::current_exception();
    reason_ = problem.code();
    problem_ = problem.what();
    if (decision.what == kind::new_key) {
        log(log_level::warning,
            where_ + " does not know the key of this session; exchanging a new one");
        drop_key();
    }
    wait_for_next_link(decision, now);
    return nullptr;
}

/// The owner decides whether the next key replaces this one in the storage.
AWAITGRAM_DECL void sender::drop_key() {
    calls_.for_each([this](pending_call& call) {
        if (!call.ended() && call.options.at_most_once && call.may_have_run())
            fail(call, nullptr);
    });
    session_.reset();
    calls_.for_each([](pending_call& call) { call.id = 0; });
}

/// Marks the time between two attempts to connect.
struct sender::pause_scope {
    sender& owner;

    explicit pause_scope(sender& of) : owner(of) { owner.pausing_ = true; }
    pause_scope(const pause_scope&) = delete;
    pause_scope& operator=(const pause_scope&) = delete;
    ~pause_scope() { owner.pausing_ = false; }
};

/// Waits for the time of the next attempt to connect. A call that waits brings it forward.
AWAITGRAM_DECL awaitable<void> sender::wait_for_attempt() {
    const pause_scope scope{*this};
    auto reported = moment::min();
    while (!stopped_) {
        const auto now = event::clock::now();
        fail_overdue(now);
        const auto next = policy_.next_attempt(newest_wait());
        if (now >= next)
            co_return;
        if (std::exchange(reported, next) != next)
            report_wait(next, now);
        co_await sleep_until(std::min(next, overdue_at_));
    }
}

/// The server has answered on this link for the first time.
AWAITGRAM_DECL void sender::link_works() {
    if (route_)
        options_.history->worked(route_->to);
    if (!problem_.empty())
        log(log_level::warning,
            (ever_worked_ ? "connected again, to " : "connected, to ") + where_);
    reason_.clear();
    problem_.clear();
    logged_problem_.clear();
    report(connection_state::kind::connected);
    // Whatever the server says about its sessions.
    if (std::exchange(ever_worked_, true) && hooks_.on_gap)
        hooks_.on_gap();
}

AWAITGRAM_DECL void sender::report(connection_state::kind what) {
    if (!hooks_.on_state)
        return;
    connection_state state;
    state.what = what;
    state.dc = options_.dc;
    hooks_.on_state(state);
}

AWAITGRAM_DECL void sender::report_wait(moment next_attempt, moment now) {
    // A server that is away for a day must not fill the log.
    const auto known = problem_ == logged_problem_;
    logged_problem_ = problem_;
    log(known ? log_level::info : log_level::warning,
        problem_ + "; trying again in " + detail::in_seconds(next_attempt - now));
    if (!hooks_.on_state)
        return;
    connection_state state;
    state.what = connection_state::kind::waiting;
    state.dc = options_.dc;
    state.next_attempt = next_attempt;
    state.reason = reason_;
    state.text = problem_;
    hooks_.on_state(state);
}

AWAITGRAM_DECL awaitable<void> sender::open_in_time() {
    // Not even a connection that is being opened makes a call wait longer than its limits.
    unique_function<awaitable<void>(task_group&)> both = [this](task_group& group) {
        group.spawn(limit_calls());
        return open();
    };
    try {
        co_await within(options_.connect_timeout, with_tasks(std::move(both)));
    } catch (const std::system_error& problem) {
        if (problem.code() != asio::error::timed_out)
            throw;
        throw std::system_error(problem.code(), "cannot connect to " + where_);
    }
}

/// Connects and, if there is no key yet, exchanges one.
AWAITGRAM_DECL awaitable<void> sender::open() {
    auto routes = present_routes();
    if (routes.empty())
        throw detail::lasting_error{std::make_exception_ptr(std::system_error(
            std::make_error_code(std::errc::address_not_available),
            "no address is known for DC " + std::to_string(options_.dc)
        ))};
    route_.reset();
    where_ = to_string(routes.front().to);
    if (routes.size() > 1)
        where_ += " and " + std::to_string(routes.size() - 1) + " more";
    in_.clear();
    out_.clear();
    written_ = 0;
    co_await connect_to_one(std::move(routes));
    drop_given_up_key();
    if (!session_)
        co_await agree_on_key();
    policy_.opened(event::clock::now());
}

AWAITGRAM_DECL awaitable<void> sender::agree_on_key() {
    mtproto::key_exchange_options trusted;
    trusted.keys = options_.server_keys;
    trusted.dc = dc_on_wire(*route_);
    mtproto::key_exchange exchange{trusted, crypto::system_random()};
    transport::packet packet;
    byte_buffer reply;
    auto error = exchange.start(steady_now(), reply);
    while (!error && !exchange.done()) {
        if (!reply.empty())
            check(transport_->frame(reply, out_));
        reply.clear();
        co_await write_out();
        while (!next_packet(packet))
            co_await receive_bytes();
        stop_flag stop;
        unique_function<void()> step = [&] {
            error = exchange.receive(packet.bytes(), steady_now(), reply, &stop);
        };
        co_await offload(stop, std::move(step));
    }
    if (error)
        throw std::system_error(error, "cannot agree on a key with " + where_);
    auto agreed = exchange.take();
    try {
        co_await hooks_.on_key(agreed.key);
    } catch (...) {
        throw detail::lasting_error{std::current_exception()};
    }
    mtproto::client_session_options options{.key = agreed.key, .salt = agreed.salt};
    options.time_offset = agreed.time_offset;
    options.time_synchronised = true;
    options.init_prefix = options_.init_prefix;
    start_session(std::move(options));
    report_salts();
    report_time();
}

AWAITGRAM_DECL void sender::log(log_level level, const std::string& line) const {
    if (options_.log)
        options_.log(level, line);
}

AWAITGRAM_DECL void sender::check(std::error_code error) const {
    if (error)
        throw std::system_error(error, "connection to " + where_);
}

} // namespace awaitgram::rpc
