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

/// The threads for long computations; they start with the first one and end with the last.
[[nodiscard]] inline std::shared_ptr<asio::thread_pool> computing_pool() {
    static std::mutex guard;
    static std::weak_ptr<asio::thread_pool> current;
    const std::lock_guard lock{guard};
    auto threads = current.lock();
    if (!threads) {
        threads = std::make_shared<asio::thread_pool>(2);
        current = threads;
    }
    return threads;
}

/// Work on another thread; the destructor stops it and waits for its end.
class computation {
public:
    computation(stop_flag& stop, unique_function<void()> work)
        : stop_(stop), work_(std::move(work)) {}
    computation(const computation&) = delete;
    computation& operator=(const computation&) = delete;
    ~computation() {
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

    const std::shared_ptr<asio::thread_pool> threads_ = computing_pool();
    stop_flag& stop_;
    const unique_function<void()> work_;
    std::shared_ptr<job> shared_;
    std::mutex guard_;
    std::condition_variable over_;
    bool running_ = false;
};

} // namespace detail

AWAITGRAM_DECL awaitable<void> offload(stop_flag& stop, unique_function<void()> work) {
    const auto executor = co_await asio::this_coro::executor;
    const clock_hold busy;
    detail::computation running{stop, std::move(work)};
    // Destroyed first: when its context is destroyed, nothing may be posted there any more.
    detail::job::waiter self{executor};
    running.start(self.shared());
    co_await detail::outcome_of(self, &stop);
}

} // namespace awaitgram
