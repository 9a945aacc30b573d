// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/error.hpp>
#include <asio/experimental/concurrent_channel.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace awaitgram::detail {

/// The threads for blocking work, shared by all sessions of the process, even thousands.
///
/// They start with the first job and end with the last session that used them.
[[nodiscard]] inline std::shared_ptr<asio::thread_pool> blocking_pool() {
    static std::mutex guard;
    static std::weak_ptr<asio::thread_pool> current;
    const std::lock_guard lock{guard};
    auto threads = current.lock();
    if (!threads) {
        threads = std::make_shared<asio::thread_pool>(
            std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 4)
        );
        current = threads;
    }
    return threads;
}

/// Runs jobs on the blocking pool, one after another. The destructor waits for all of them.
class job_queue {
public:
    job_queue() = default;
    job_queue(const job_queue&) = delete;
    job_queue& operator=(const job_queue&) = delete;
    ~job_queue() {
        std::unique_lock lock{guard_};
        idle_.wait(lock, [this] { return !busy_; });
    }

    /// Jobs must not throw.
    void push(unique_function<void()> job) {
        {
            const std::lock_guard lock{guard_};
            // Started late: starting threads costs more than opening and closing an idle session.
            if (!threads_)
                threads_ = blocking_pool();
            jobs_.push_back(std::move(job));
            if (busy_)
                return;
            busy_.emplace();
        }
        // Without the lock, for which the woken thread would wait. The destructor waits for that thread.
        asio::post(*threads_, [this] { work(); });
    }

private:
    void work() {
        // After a few jobs, other sessions get their turn.
        for (auto left = 16; left != 0; --left) {
            if (const auto job = next())
                job();
            else
                return;
        }
        const std::lock_guard lock{guard_};
        asio::post(*threads_, [this] { work(); });
    }

    unique_function<void()> next() {
        const std::lock_guard lock{guard_};
        if (jobs_.empty()) {
            busy_.reset();
            idle_.notify_all(); // under the lock: the destructor may end this object at once
            return nullptr;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

    std::shared_ptr<asio::thread_pool> threads_;
    std::mutex guard_;
    std::condition_variable idle_;
    std::deque<unique_function<void()>> jobs_;
    std::optional<clock_hold> busy_;
};

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
        if (shared->waiting_ != nullptr)
            asio::post(shared->waiting_->done_.get_executor(), [shared] { shared->wake(); });
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

/// Runs a job on the blocking pool, resumes on the coroutine's executor, and rethrows the exception of the job.
///
/// Cancels: the job runs nevertheless; then this ends with `operation_aborted`.
AWAITGRAM_DECL awaitable<void>
carry_out(std::shared_ptr<job_queue> queue, unique_function<void()> job) {
    const auto executor = co_await asio::this_coro::executor;
    job::waiter self{executor};
    unique_function<void()> work = [shared = self.shared(), job = std::move(job)] {
        job::run(shared, job);
    };
    queue->push(std::move(work));
    // The cancellation state is the caller's, so its filter decides which cancellations count.
    const auto throws = co_await asio::this_coro::throw_if_cancelled();
    const auto before = (co_await asio::this_coro::cancellation_state).cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await self.woken();
    const auto after = (co_await asio::this_coro::cancellation_state).cancelled();
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (const auto error = self.take_error())
        std::rethrow_exception(error);
    // A caller that disabled throw_if_cancelled already knows.
    if (after != asio::cancellation_type::none && (throws || after != before))
        throw std::system_error(asio::error::operation_aborted);
}

} // namespace awaitgram::detail
