// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/detail/job.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/thread_pool.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace awaitgram {

namespace detail {

/// Threads that start with their first work and end with the last.
class lazy_threads {
public:
    [[nodiscard]] std::shared_ptr<asio::thread_pool> get() {
        const std::lock_guard lock{guard_};
        auto threads = current_.lock();
        if (!threads) {
            threads = std::make_shared<asio::thread_pool>(2);
            current_ = threads;
        }
        return threads;
    }

    /// For long computations.
    [[nodiscard]] static lazy_threads& computing() {
        static lazy_threads threads;
        return threads;
    }
    /// For what waits for disks.
    [[nodiscard]] static lazy_threads& of_disks() {
        static lazy_threads threads;
        return threads;
    }

private:
    std::mutex guard_;
    std::weak_ptr<asio::thread_pool> current_;
};

/// Work on another thread; the destructor stops it and waits for its end.
class work_elsewhere {
public:
    work_elsewhere(lazy_threads& on, stop_flag& stop, unique_function<void()> work)
        : threads_(on.get()), stop_(stop), work_(std::move(work)) {}
    work_elsewhere(const work_elsewhere&) = delete;
    work_elsewhere& operator=(const work_elsewhere&) = delete;
    ~work_elsewhere() {
        stop_.set();
        std::unique_lock lock{guard_};
        over_.wait(lock, [this] { return !running_; });
    }

    void start(std::shared_ptr<job> shared) {
        shared_ = std::move(shared);
        const std::lock_guard lock{guard_};
        asio::post(*threads_, [this] { run(); });
        running_ = true;
    }

private:
    void run() {
        job::run(shared_, work_);
        const std::lock_guard lock{guard_};
        running_ = false;
        over_.notify_all(); // under the lock: the destructor may end this object at once
    }

    const std::shared_ptr<asio::thread_pool> threads_;
    stop_flag& stop_;
    const unique_function<void()> work_;
    std::shared_ptr<job> shared_;
    std::mutex guard_;
    std::condition_variable over_;
    bool running_ = false;
};

[[nodiscard]] inline awaitable<void>
run_elsewhere(lazy_threads& on, stop_flag& stop, unique_function<void()> work) {
    const auto executor = co_await asio::this_coro::executor;
    const clock_hold busy;
    work_elsewhere running{on, stop, std::move(work)};
    // Destroyed first: when its context is destroyed, nothing may be posted there any more.
    job::waiter self{executor};
    running.start(self.shared());
    co_await outcome_of(self, &stop);
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> offload(stop_flag& stop, unique_function<void()> work) {
    return detail::run_elsewhere(detail::lazy_threads::computing(), stop, std::move(work));
}

AWAITGRAM_DECL std::shared_ptr<void> keep_disk_threads() {
    return detail::lazy_threads::of_disks().get();
}

AWAITGRAM_DECL awaitable<void> on_disk_thread(unique_function<void()> work) {
    stop_flag unused;
    co_await detail::run_elsewhere(detail::lazy_threads::of_disks(), unused, std::move(work));
}

} // namespace awaitgram
