// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/detail/armed_timer.hpp>
#include <awaitgram/core/clock.hpp>

#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <chrono>
#include <system_error>
#include <utility>

namespace awaitgram {

/// Wakes one waiting coroutine; a `set` without a waiter is kept for the next `wait`.
///
/// All calls happen on the executor.
class event {
public:
    using clock = monotonic_clock;

    explicit event(asio::any_io_executor executor) : timer_(std::move(executor)) {}

    /// Wakes the waiter, or lets the next `wait` return at once.
    void set() {
        set_ = true;
        timer_.cancel();
    }

    /// Waits until the event is set, and resets it.
    ///
    /// Cancels: the event is unchanged.
    [[nodiscard]] awaitable<void> wait() { return sleep(clock::time_point::max(), nullptr); }

    /// As `wait`, but also ends at `deadline`; `was_set` tells which.
    [[nodiscard]] awaitable<void> wait_until(clock::time_point deadline, bool* was_set = nullptr) {
        return sleep(deadline, was_set);
    }

    /// The executor of the waiters.
    [[nodiscard]] asio::any_io_executor executor() { return timer_.get_executor(); }

private:
    awaitable<void> sleep(clock::time_point deadline, bool* was_set) {
        for (auto early = true; early;) {
            early = false;
            if (!set_) {
                const detail::armed_timer armed{timer_, deadline};
                std::error_code error;
                co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
                early = !error || armed.woken();
            }
            const auto woken = std::exchange(set_, false);
            if (was_set != nullptr)
                *was_set = woken;
            if (woken || clock::now() >= deadline)
                co_return;
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none)
                throw std::system_error(asio::error::operation_aborted);
        } // again if a test took or released control of the clock meanwhile
    }

    asio::steady_timer timer_;
    bool set_ = false;
};

/// Waits for `duration`.
///
/// Cancels: ends at once with `asio::error::operation_aborted`.
[[nodiscard]] inline awaitable<void> pause(monotonic_clock::duration duration) {
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    co_await never.wait_until(monotonic_clock::now() + duration);
}

} // namespace awaitgram
