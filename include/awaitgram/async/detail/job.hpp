// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/error.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/experimental/concurrent_channel.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// The state shared by a waiting coroutine and the thread that runs its job.
///
/// A waiting coroutine may be destroyed together with its io_context; after that nothing may be posted there. A woken coroutine
/// does not take the lock that the waking thread still holds, which would cost both a context switch.
class job {
public:
    /// The coroutine's side; lives in its frame.
    class waiter {
    public:
        explicit waiter(const asio::any_io_executor& executor) : done_(executor, 1) {
            shared_->waiting_ = this;
        }
        ~waiter() {
            const std::lock_guard waking{shared_->waking_};
            if (woken_)
                return;
            const std::lock_guard posting{shared_->posting_};
            shared_->waiting_ = nullptr;
        }
        waiter(const waiter&) = delete;
        waiter& operator=(const waiter&) = delete;

        [[nodiscard]] const std::shared_ptr<job>& shared() const { return shared_; }
        /// Ignores cancellation, which the coroutine handles itself: a channel of Asio 1.22 whose receiver is cancelled may lose
        /// the next message.
        [[nodiscard]] awaitable<void> woken() {
            std::error_code ignored;
            const asio::cancellation_slot none;
            co_await done_.async_receive(asio::bind_cancellation_slot(
                none, asio::redirect_error(asio::use_awaitable, ignored)
            ));
        }

        /// The exception of the job, if any; after `woken`.
        [[nodiscard]] std::exception_ptr take_error() {
            return std::exchange(shared_->error_, nullptr);
        }

    private:
        friend class job;

        std::shared_ptr<job> shared_ = std::make_shared<job>();
        // Needs no system call, unlike a timer. A channel of Asio 1.22 needs a value beside the error.
        asio::experimental::concurrent_channel<asio::any_io_executor, void(std::error_code, bool)>
            done_;
        bool woken_ = false;
    };

    /// The thread's side: runs the job, keeps its exception and wakes the coroutine.
    static void run(const std::shared_ptr<job>& shared, const unique_function<void()>& job) {
        try {
            job();
        } catch (...) {
            shared->error_ = std::current_exception();
        }
        const std::lock_guard posting{shared->posting_};
        if (shared->waiting_ == nullptr)
            return;
        // The woken coroutine may be the last one, and end its context while `post` still uses it.
        const auto working = asio::make_work_guard(shared->waiting_->done_.get_executor());
        asio::post(working.get_executor(), [shared] { shared->wake(); });
    }

private:
    // On the coroutine's executor, perhaps while the coroutine runs on another thread.
    void wake() {
        const std::lock_guard waking{waking_};
        if (waiting_ == nullptr)
            return;
        waiting_->woken_ = true;
        waiting_->done_.try_send(std::error_code{}, true);
    }

    std::mutex posting_;
    std::mutex waking_;
    waiter* waiting_ = nullptr;
    std::exception_ptr error_;
};

/// Waits for a job and rethrows its exception. A cancellation sets `stop`, if there is one; the job is awaited all the same.
///
/// Cancels: ends with `operation_aborted` when the job has ended.
inline awaitable<void> outcome_of(job::waiter& self, stop_flag* stop = nullptr) {
    // The cancellation state is the caller's, so its filter decides which cancellations count.
    const auto throws = co_await asio::this_coro::throw_if_cancelled();
    const auto state = co_await asio::this_coro::cancellation_state;
    const auto before = state.cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto slot = state.slot();
    if (stop != nullptr && slot.is_connected())
        slot.assign([stop](asio::cancellation_type) { stop->set(); });
    co_await self.woken();
    if (stop != nullptr && slot.is_connected())
        slot.clear();
    const auto after = state.cancelled();
    co_await asio::this_coro::throw_if_cancelled(throws);
    // A caller that disabled throw_if_cancelled already knows.
    const auto aborted = after != asio::cancellation_type::none && (throws || after != before);
    const auto error = self.take_error();
    // The error of a stopped job means nothing.
    if (error && !(aborted && stop != nullptr))
        std::rethrow_exception(error);
    if (aborted)
        throw std::system_error(asio::error::operation_aborted);
}

} // namespace awaitgram::detail
