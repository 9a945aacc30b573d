// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/intrusive_list.hpp>

#include <asio/async_result.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

namespace detail {

class wait_list_state;

} // namespace detail

/// One coroutine that waits in a `wait_list`; lives in the frame of that coroutine.
class waiter : list_link<waiter> {
public:
    waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() {
        if (slot_.is_connected())
            slot_.clear(); // it was abandoned while it waited
    }

    /// Whether the wait was cancelled.
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

private:
    friend class wait_list;
    friend class detail::wait_list_state;
    template <class T, class Tag>
    friend class intrusive_list;

    using resume_type =
        asio::async_result<asio::use_awaitable_t<asio::any_io_executor>, void()>::handler_type;

    std::optional<resume_type> resume_;
    asio::cancellation_slot slot_;
    bool cancelled_ = false;
};

/// Many coroutines that wait, each to be woken alone, at a fraction of the cost of as many `event`s and without a deadline.
///
/// Those that are woken resume together, soon, on the executor; see `hold` for sooner. All calls happen on the executor; waiters must not outlive the list
/// while they wait.
class wait_list {
public:
    explicit wait_list(const asio::any_io_executor& executor);
    wait_list(const wait_list&) = delete;
    wait_list& operator=(const wait_list&) = delete;
    ~wait_list();

    /// Suspends until `wake` is called for the same waiter.
    ///
    /// Cancels: ends the wait, too; `waiter::cancelled` tells.
    [[nodiscard]] awaitable<void> wait(waiter& waiting);

    /// Wakes a waiter; does nothing when it does not wait.
    void wake(waiter& waiting);

    /// From here on waiters that are woken resume in `resume_woken` and not before.
    void hold();

    /// Resumes the waiters that were woken since `hold`, before it returns. What leaves the event loop through one of them is thrown
    /// there, not here.
    void resume_woken();

    /// Ends `hold` without resuming anything yet.
    void release();

private:
    std::shared_ptr<detail::wait_list_state> state_;
};

} // namespace awaitgram
