// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <asio/defer.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

// One link, from its opening to its end: reading, writing and time-outs.

namespace awaitgram::rpc {

/// Marks the time in which packets can be sent.
struct sender::link_scope {
    sender& owner;

    explicit link_scope(sender& of) : owner(of) {
        owner.serving_ = true;
        owner.blocked_ = false;
        owner.link_error_ = nullptr;
        owner.sleeps_until_ = moment::min();
    }
    link_scope(const link_scope&) = delete;
    link_scope& operator=(const link_scope&) = delete;
    ~link_scope() {
        owner.serving_ = false;
        owner.alarm_at_ = time_point::min();
    }
};

/// Reads, writes and handles time-outs until one of these fails.
AWAITGRAM_DECL awaitable<void> sender::serve() {
    session_->connected(steady_now());
    const link_scope scope{*this};
    unique_function<awaitable<void>(task_group&)> both = [this](task_group& group) {
        group.spawn(keep_link());
        return read_packets();
    };
    // A group that has failed ends with its error even if it is cancelled meanwhile; `within` passes the cancellation on.
    co_await within(event::clock::duration::max(), with_tasks(std::move(both)));
}

AWAITGRAM_DECL awaitable<void> sender::read_packets() {
    const auto self = shared_from_this();
    transport::packet packet;
    for (;;) {
        take_packets(packet);
        const auto count = co_await stream_->read_some(in_.room());
        transport_->received(in_.arrived(count));
    }
}

/// Handles the received packets. Callers that get their answers resume here, and their next requests are sent here, together with
/// the acknowledgements. Another turn of the event loop in between would make a single call a tenth slower.
AWAITGRAM_DECL void sender::take_packets(transport::packet& packet) {
    struct held_calls {
        sender& owner;
        bool flush_was_scheduled = std::exchange(owner.flush_scheduled_, true);

        explicit held_calls(sender& of) : owner(of) { owner.waiting_calls_.hold(); }
        held_calls(const held_calls&) = delete;
        held_calls& operator=(const held_calls&) = delete;
        ~held_calls() {
            owner.waiting_calls_.release();
            owner.flush_scheduled_ = flush_was_scheduled;
        }
    };
    const held_calls held{*this};
    while (next_packet(packet)) {
        const auto error = session_->receive(packet, steady_now());
        packet = {}; // or else its memory is kept until the next one arrives
        deliver();
        check(error);
        if (policy_.answered())
            link_works();
    }
    waiting_calls_.resume_woken();
    flush();
}

/// Sends waiting data after the coroutines that are ready now have run, so that their requests share a packet.
AWAITGRAM_DECL void sender::schedule_flush() {
    if (!session_ || std::exchange(flush_scheduled_, true))
        return;
    asio::defer(executor_, [self = shared_from_this()] {
        self->flush_scheduled_ = false;
        self->flush();
    });
}

/// Writes as much as the stream accepts without waiting; `keep_link` handles the rest, errors and waiting.
AWAITGRAM_DECL void sender::flush() {
    if (!session_)
        return;
    try {
        deliver(); // requests that the session refused
        if (!serving_ || blocked_ || link_error_)
            return;
        const auto now = steady_now();
        write_ready_packets(now);
        if (blocked_ || next_deadline(now) < alarm_at_)
            wake_keeper();
    } catch (...) {
        link_error_ = std::current_exception();
        wake_keeper();
    }
}

AWAITGRAM_DECL void sender::wake_keeper() {
    alarm_at_ = time_point::min();
    alarm_.set();
}

/// Makes the next packet where it is sent from; false if there is none.
AWAITGRAM_DECL bool sender::append_frame(time_point now) {
    const auto begin = out_.size();
    if (!session_->append_packet(out_, transport_->header_room(), now))
        return false;
    check(transport_->end_frame(out_, begin));
    return true;
}

AWAITGRAM_DECL void sender::write_ready_packets(time_point now) {
    constexpr std::size_t enough = 128 * 1024;
    // Of a part of a file, whose successor is sent when it has arrived.
    constexpr std::size_t most_kept = 640 * 1024;
    for (;;) {
        while (out_.size() < enough && append_frame(now)) {
        }
        if (out_.empty()) {
            if (session_->pending() == 0)
                release_memory();
            return;
        }
        written_ = stream_->try_write(out_);
        if (written_ != out_.size()) {
            blocked_ = true;
            return;
        }
        written_ = 0;
        out_.clear();
        if (out_.capacity() > most_kept)
            byte_buffer{}.swap(out_);
    }
}

/// An idle client keeps no buffers.
AWAITGRAM_DECL void sender::release_memory() noexcept {
    byte_buffer{}.swap(out_);
    session_->release_memory();
}

/// When `keep_link` has to look at the session again even if nothing happens.
AWAITGRAM_DECL time_point sender::next_deadline(time_point now) const {
    // Of clocks that count in different units.
    const auto at = [now](event::clock::time_point when) {
        return now + std::chrono::ceil<time_point::duration>(when - event::clock::now());
    };
    auto deadline = session_->wake_at().value_or(time_point::max());
    // The first answer is due soon after a query: only the server can answer with this key.
    if (session_->pending() > 0)
        if (const auto due = policy_.first_answer_due())
            deadline = std::min(deadline, at(*due));
    if (overdue_at_ != moment::max())
        deadline = std::min(deadline, at(overdue_at_));
    return deadline;
}

/// Handles time-outs, waits for a stream that accepts no more bytes, and throws the error that ended the link elsewhere.
AWAITGRAM_DECL awaitable<void> sender::keep_link() {
    const auto self = shared_from_this();
    for (;;) {
        if (link_error_)
            std::rethrow_exception(link_error_);
        if (blocked_) {
            co_await write_rest();
            blocked_ = false;
        }
        const auto now = steady_now();
        if (overdue_at_ != moment::max())
            fail_overdue(event::clock::now());
        const auto error = session_->tick(now);
        deliver();
        check(error);
        const auto due = policy_.first_answer_due();
        if (due && session_->pending() > 0 && event::clock::now() >= *due)
            throw std::system_error(asio::error::timed_out, "no answer from " + where_);
        flush();
        if (link_error_ || blocked_)
            continue;
        alarm_at_ = next_deadline(now);
        const auto left = alarm_at_ - now;
        co_await alarm_.wait_until(
            alarm_at_ == time_point::max() ? event::clock::time_point::max()
                                           : event::clock::now() + left
        );
        alarm_at_ = time_point::min();
        if (stopped_)
            throw std::system_error(asio::error::operation_aborted); // ends the reader too
    }
}

/// As `write_out`; meanwhile calls fail in time.
AWAITGRAM_DECL awaitable<void> sender::write_rest() {
    unique_function<awaitable<void>(task_group&)> both = [this](task_group& group) {
        group.spawn(limit_calls());
        return write_out();
    };
    co_await with_tasks(std::move(both));
    sleeps_until_ = moment::min();
}

/// Sends the rest of `out_`. A server that accepts nothing for long is considered lost, because the session's time-outs are not
/// handled meanwhile.
AWAITGRAM_DECL awaitable<void> sender::write_out() {
    written_ += stream_->try_write(byte_view{out_}.subspan(written_));
    // Each piece has its limit: a slow network takes long for a part of a file, and is not lost.
    constexpr std::size_t piece = 32 * 1024;
    while (written_ != out_.size()) {
        const auto rest = byte_view{out_}.subspan(written_);
        const auto next = rest.first(std::min(rest.size(), piece));
        try {
            co_await within(2 * options_.connect_timeout, stream_->write(next));
        } catch (const std::system_error& problem) {
            if (problem.code() != asio::error::timed_out)
                throw;
            throw std::system_error(problem.code(), "cannot write to " + where_);
        }
        written_ += next.size();
    }
    written_ = 0;
    out_.clear();
}

/// Appends received bytes to `in_`.
AWAITGRAM_DECL awaitable<void> sender::receive_bytes() {
    const auto count = co_await stream_->read_some(in_.room());
    transport_->received(in_.arrived(count));
}

/// Takes the first whole packet from `in_`, without a copy; throws errors of the transport.
AWAITGRAM_DECL bool sender::next_packet(transport::packet& packet) {
    for (;;) {
        const auto result = transport_->parse(in_.unread());
        check(result.error);
        packet = in_.take(result);
        if (result.has_packet() || result.consumed == 0)
            return result.has_packet();
    }
}

} // namespace awaitgram::rpc
