// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/detail/job.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/thread_pool.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
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
    co_await outcome_of(self);
}

} // namespace awaitgram::detail
