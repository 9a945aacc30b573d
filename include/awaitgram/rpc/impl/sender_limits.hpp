// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/impl/sender_call.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <ratio>
#include <string>
#include <system_error>

// How long calls wait: for an answer, and for a link.

namespace awaitgram::rpc {

namespace detail {

/// `0.3 s`, `4 s`
inline std::string in_seconds(std::chrono::nanoseconds time) {
    const auto tenths = std::chrono::ceil<std::chrono::duration<long, std::deci>>(time).count();
    auto text = std::to_string(tenths / 10);
    if (tenths < 100 && tenths % 10 != 0)
        text += '.' + std::to_string(tenths % 10);
    return text + " s";
}

} // namespace detail

/// A call without a time-out on a link that works has no limits, and costs no look at the clock.
AWAITGRAM_DECL void sender::begin_limits(pending_call& call) {
    auto timeout = call.options.timeout;
    if (timeout <= std::chrono::milliseconds::zero())
        timeout = options_.call_timeout;
    const auto limited = timeout > std::chrono::milliseconds::zero();
    if (!limited && policy_.connected())
        return;
    const auto now = event::clock::now();
    if (limited && timeout < moment::max() - now)
        call.times_out_at = now + timeout;
    if (!policy_.connected())
        call.waits_since = now;
    overdue_at_ = std::min(overdue_at_, fails_at(call));
    const auto attempt = pausing_ ? policy_.next_attempt(now) : moment::max();
    if (std::min(overdue_at_, attempt) < sleeps_until_)
        alarm_.set();
}

AWAITGRAM_DECL sender::moment sender::fails_at(const pending_call& call) const noexcept {
    if (call.options.waits_out_outages)
        return call.times_out_at;
    return std::min(call.times_out_at, policy_.call_fails_at(call.waits_since));
}

AWAITGRAM_DECL void sender::fail_overdue(moment now) {
    overdue_at_ = moment::max();
    calls_.for_each([this, now](pending_call& call) {
        if (call.ended())
            return;
        const auto limit = fails_at(call);
        if (limit <= now)
            fail(call, overdue(call, now));
        else
            overdue_at_ = std::min(overdue_at_, limit);
    });
}

AWAITGRAM_DECL std::exception_ptr sender::overdue(const pending_call& call, moment now) const {
    if (call.times_out_at <= now) {
        const std::error_code timed_out = asio::error::timed_out;
        return std::make_exception_ptr(std::system_error(timed_out, call.method() + ", no answer"));
    }
    auto text =
        call.method() + ", " + detail::in_seconds(options_.outage_limit) + " without a connection";
    if (!problem_.empty())
        text += " (" + problem_ + ")";
    return std::make_exception_ptr(std::system_error(make_error_code(errc::outage), text));
}

/// Calls that were made while there was a link wait for the next one from now on. What they have waited already counts unless the
/// link lasted.
AWAITGRAM_DECL void sender::wait_for_next_link(const reconnect_decision& decision, moment now) {
    calls_.for_each([&](pending_call& call) {
        if (decision.lasted || call.waits_since == moment::min())
            call.waits_since = now;
    });
}

AWAITGRAM_DECL sender::moment sender::newest_wait() {
    auto newest = moment::min();
    calls_.for_each([&](pending_call& call) {
        if (!call.ended())
            newest = std::max(newest, call.waits_since);
    });
    return newest;
}

/// Fails calls in time while a link is being opened; ends when it is cancelled.
AWAITGRAM_DECL awaitable<void> sender::limit_calls() {
    const auto self = shared_from_this();
    for (;;) {
        fail_overdue(event::clock::now());
        co_await sleep_until(overdue_at_);
    }
}

AWAITGRAM_DECL awaitable<void> sender::sleep_until(moment deadline) {
    sleeps_until_ = deadline;
    co_await alarm_.wait_until(deadline);
    sleeps_until_ = moment::min();
}

} // namespace awaitgram::rpc
