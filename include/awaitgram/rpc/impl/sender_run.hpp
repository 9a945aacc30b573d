// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/transport/error.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::rpc {

/// However `run` ends: nobody goes on waiting for an answer.
struct sender::run_scope {
    sender& owner;
    ~run_scope() {
        if (!owner.dead_)
            owner.dead_ =
                std::make_exception_ptr(std::system_error(asio::error::operation_aborted));
        owner.fail_waiting(owner.dead_);
    }
};

AWAITGRAM_DECL awaitable<void> sender::run() {
    const auto self = shared_from_this();
    const run_scope scope{*this};
    while (!stopped_) {
        std::exception_ptr fatal;
        try {
            try {
                co_await within(options_.connect_timeout, open());
            } catch (const std::system_error& problem) {
                if (problem.code() != asio::error::timed_out)
                    throw;
                throw std::system_error(problem.code(), "cannot connect to " + where_);
            }
            if (!stopped_)
                co_await serve();
        } catch (const std::system_error& problem) {
            fatal = after_failure(problem);
        } catch (...) {
            fatal = std::current_exception();
        }
        stream_.reset();
        if (session_)
            session_->disconnected(steady_now());
        if (stopped_)
            break;
        if (fatal) {
            dead_ = fatal;
            std::rethrow_exception(fatal);
        }
        // A request may set the event, but not shorten the pause.
        co_await pause(next_pause());
    }
}

/// Decides what a broken link means: null to try again, else what to give up with.
AWAITGRAM_DECL std::exception_ptr sender::after_failure(const std::system_error& problem) {
    constexpr auto proven = std::chrono::seconds{30};
    const auto now = event::clock::now();
    if (problem.code() == asio::error::operation_aborted)
        return std::current_exception();
    if (std::exchange(answered_, false)) {
        unknown_key_ = 0;
        // Links that break soon after the first answer don't hide an outage: only the time with a link is no part of it.
        const auto lived = now - opened_at_;
        lost_at_ = lived > proven ? now : lost_at_ + lived;
        if (lived > proven && problem.code() != transport::errc::flood)
            failures_ = 0;
    }
    ++failures_;
    if (problem.code() == transport::errc::auth_key_not_found && session_)
        return on_unknown_key(problem);
    const auto error = std::current_exception();
    if (!ever_answered_ && failures_ >= options_.connect_attempts)
        return error;
    if (now - lost_at_ > options_.outage_limit)
        fail_waiting(error);
    log(ever_answered_ ? log_level::warning : log_level::info,
        std::string{problem.what()} + "; trying again");
    return nullptr;
}

/// Anybody on the way can say that the key is unknown, so it takes several to be believed, and a login's key is never dropped. The
/// owner decides whether the new key takes the place of the old one where that is stored.
AWAITGRAM_DECL std::exception_ptr sender::on_unknown_key(const std::system_error& problem) {
    if (++unknown_key_ < options_.connect_attempts)
        return nullptr;
    if (options_.keep_key || made_key_) {
        const auto line = where_ + " doesn't know the key of this session; start a new session";
        return std::make_exception_ptr(std::system_error(problem.code(), line));
    }
    log(log_level::warning, where_ + " doesn't know the key of this session; making a new one");
    session_.reset();
    for (auto* call : waiting_)
        call->id = 0;
    unknown_key_ = 0;
    failures_ = 0;
    return nullptr;
}

/// Doubles from a quarter of a second to half a minute, give or take a quarter.
AWAITGRAM_DECL std::chrono::milliseconds sender::next_pause() {
    const auto doubled = std::min(250LL << std::min(std::max(failures_ - 1, 0), 10), 30'000LL);
    std::uint8_t chance = 128;
    if (!crypto::system_random().fill({&chance, 1}))
        chance = 128;
    return std::chrono::milliseconds{doubled * 3 / 4 + doubled * chance / 512};
}

/// Connects and, when there is no key yet, makes one.
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
    stream_.emplace(options_.dial(executor_));
    co_await stream_->connect(address);
    transport_.emplace(options_.kind, options_.obfuscation, crypto::system_random(), options_.dc);
    check(transport_->start(out_));
    if (!session_)
        co_await make_key();
    opened_at_ = event::clock::now();
}

AWAITGRAM_DECL awaitable<void> sender::make_key() {
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
    auto made = exchange.take();
    co_await hooks_.on_key(made.key);
    mtproto::client_session_options options{.key = made.key, .salt = made.salt};
    options.time_offset = made.time_offset;
    options.time_synchronised = true;
    options.init_prefix = options_.init_prefix;
    made_key_ = true;
    start_session(std::move(options));
    tell_salts();
}

/// Runs reader and writer until one of them fails.
AWAITGRAM_DECL awaitable<void> sender::serve() {
    session_->connected(steady_now());
    const std::function<awaitable<void>(task_group&)> both = [this](task_group& group) {
        group.spawn(write_packets());
        return read_packets();
    };
    co_await with_tasks(both);
}

AWAITGRAM_DECL awaitable<void> sender::read_packets() {
    const auto self = shared_from_this();
    transport::packet packet;
    for (;;) {
        while (next_packet(packet)) {
            const auto error = session_->receive(packet, steady_now());
            packet = {}; // or it would keep its memory until the next one arrives
            deliver();
            check(error);
            answered_ = true;
            ever_answered_ = true;
        }
        wake_.set();
        co_await receive_bytes();
    }
}

AWAITGRAM_DECL awaitable<void> sender::write_packets() {
    const auto self = shared_from_this();
    constexpr std::size_t enough = 128 * 1024;
    byte_buffer packet;
    for (;;) {
        const auto now = steady_now();
        const auto error = session_->tick(now);
        deliver();
        check(error);
        while (out_.size() < enough && session_->poll_packet(packet, now))
            check(transport_->frame(packet, out_));
        if (!out_.empty()) {
            co_await write_out();
            if (out_.capacity() > enough)
                byte_buffer{}.swap(out_);
            continue;
        }
        auto deadline = event::clock::time_point::max();
        if (const auto wake_at = session_->wake_at())
            deadline = event::clock::now() + (*wake_at - now);
        // The first answer is due soon after a query: nobody but Telegram speaks with our key.
        const auto first_answer_due = opened_at_ + options_.connect_timeout;
        if (!answered_ && session_->pending() > 0) {
            if (event::clock::now() >= first_answer_due)
                throw std::system_error(asio::error::timed_out, "no answer from " + where_);
            deadline = std::min(deadline, first_answer_due);
        }
        co_await wake_.wait_until(deadline);
        if (stopped_)
            throw std::system_error(asio::error::operation_aborted); // ends the reader too
    }
}

/// Sends `out_`. A server that takes nothing for long is as good as gone, and meanwhile nothing looks after the time.
AWAITGRAM_DECL awaitable<void> sender::write_out() {
    try {
        co_await within(2 * options_.connect_timeout, stream_->write(out_));
    } catch (const std::system_error& problem) {
        if (problem.code() != asio::error::timed_out)
            throw;
        throw std::system_error(problem.code(), "cannot write to " + where_);
    }
    out_.clear();
}

/// Appends what the server sent to `in_`.
AWAITGRAM_DECL awaitable<void> sender::receive_bytes() {
    const auto count = co_await stream_->read_some(in_.room());
    transport_->received(in_.arrived(count));
}

/// Takes the first whole packet out of `in_`, where it stays; throws what the transport finds wrong.
AWAITGRAM_DECL bool sender::next_packet(transport::packet& packet) {
    for (;;) {
        const auto found = transport_->parse(in_.unread());
        check(found.error);
        packet = in_.take(found);
        if (found.has_packet() || found.consumed == 0)
            return found.has_packet();
    }
}

AWAITGRAM_DECL void sender::check(std::error_code error) const {
    if (error)
        throw std::system_error(error, "connection to " + where_);
}

} // namespace awaitgram::rpc
