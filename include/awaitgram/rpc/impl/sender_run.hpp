// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/transport/error.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

// The sequence of links: connecting, key exchange, and the reaction to broken links.

namespace awaitgram::rpc {

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
        std::chrono::milliseconds next_pause{0};
        try {
            co_await open_in_time();
            if (!stopped_)
                co_await serve();
        } catch (const std::system_error& problem) {
            if (!stopped_)
                fatal = decide(problem, next_pause);
        } catch (...) {
            fatal = std::current_exception();
        }
        stream_.reset();
        if (session_) {
            session_->disconnected(steady_now());
            schedule_flush(); // delivers the ends of queries that cannot be repeated
        }
        if (stopped_)
            break;
        if (fatal) {
            dead_ = fatal;
            std::rethrow_exception(fatal);
        }
        // A request may set the event, but not shorten the pause.
        co_await pause(next_pause);
    }
}

namespace detail {

inline link_end end_of(std::error_code error) noexcept {
    if (error == asio::error::operation_aborted)
        return link_end::cancelled;
    if (error == transport::errc::auth_key_not_found)
        return link_end::unknown_key;
    return error == transport::errc::flood ? link_end::flood : link_end::broken;
}

} // namespace detail

/// Applies the policy to a broken link. Returns null to try again after `next_pause`, else the error to give up with.
AWAITGRAM_DECL std::exception_ptr
sender::decide(const std::system_error& problem, std::chrono::milliseconds& next_pause) {
    using kind = reconnect_decision::kind;
    const auto end = detail::end_of(problem.code());
    std::uint8_t chance = 128;
    if (!crypto::system_random().fill({&chance, 1}))
        chance = 128;
    const auto decision = policy_.ended(end, session_.has_value(), event::clock::now(), chance);
    next_pause = decision.pause;
    switch (decision.what) {
    case kind::give_up:
        return std::current_exception();
    case kind::key_lost:
        return std::make_exception_ptr(std::system_error(
            problem.code(), where_ + " does not know the key of this session; start a new session"
        ));
    case kind::new_key:
        log(log_level::warning,
            where_ + " does not know the key of this session; exchanging a new one");
        drop_key();
        return nullptr;
    case kind::retry:
        break;
    }
    if (decision.fail_calls)
        fail_calls(std::current_exception());
    if (end != link_end::unknown_key || !session_)
        log(policy_.ever_answered() ? log_level::warning : log_level::info,
            std::string{problem.what()} + "; trying again");
    return nullptr;
}

/// The owner decides whether the next key replaces this one in the storage.
AWAITGRAM_DECL void sender::drop_key() {
    session_.reset();
    calls_.for_each([](pending_call& call) { call.id = 0; });
}

AWAITGRAM_DECL awaitable<void> sender::open_in_time() {
    try {
        co_await within(options_.connect_timeout, open());
    } catch (const std::system_error& problem) {
        if (problem.code() != asio::error::timed_out)
            throw;
        throw std::system_error(problem.code(), "cannot connect to " + where_);
    }
}

/// Connects and, if there is no key yet, exchanges one.
AWAITGRAM_DECL awaitable<void> sender::open() {
    if (options_.addresses.empty())
        throw std::system_error(
            std::make_error_code(std::errc::address_not_available),
            "no address is known for DC " + std::to_string(options_.dc)
        );
    const auto address = options_.addresses[next_address_++ % options_.addresses.size()];
    where_ = to_string(address);
    in_.clear();
    out_.clear();
    written_ = 0;
    stream_.emplace(options_.dial(executor_));
    co_await stream_->connect(address);
    transport_.emplace(options_.kind, options_.obfuscation, crypto::system_random(), options_.dc);
    check(transport_->start(out_));
    if (!session_)
        co_await agree_on_key();
    policy_.opened(event::clock::now());
}

AWAITGRAM_DECL awaitable<void> sender::agree_on_key() {
    mtproto::key_exchange_options trusted;
    trusted.keys = options_.server_keys;
    trusted.dc = options_.dc;
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
        error = exchange.receive(packet.bytes(), steady_now(), reply);
    }
    if (error)
        throw std::system_error(error, "cannot agree on a key with " + where_);
    auto agreed = exchange.take();
    co_await hooks_.on_key(agreed.key);
    mtproto::client_session_options options{.key = agreed.key, .salt = agreed.salt};
    options.time_offset = agreed.time_offset;
    options.time_synchronised = true;
    options.init_prefix = options_.init_prefix;
    policy_.key_agreed();
    start_session(std::move(options));
    report_salts();
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
