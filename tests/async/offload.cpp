// SPDX-License-Identifier: MIT
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <thread>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// Work that ends only when it is asked to; `started` and `ended` are set by its thread.
struct endless_work {
    stop_flag stop{};
    std::atomic<bool> started{false};
    std::atomic<bool> ended{false};

    awaitable<void> run() {
        unique_function<void()> work = [this] {
            started = true;
            while (!stop.is_set())
                std::this_thread::yield();
            ended = true;
        };
        co_await offload(stop, std::move(work));
    }
};

} // namespace

TEST_CASE("long work runs on another thread, and the coroutine resumes on its own") {
    const auto here = std::this_thread::get_id();
    std::thread::id there;
    std::thread::id after;
    tests::run([&]() -> awaitable<void> {
        stop_flag stop;
        unique_function<void()> work = [&there] { there = std::this_thread::get_id(); };
        co_await offload(stop, std::move(work));
        after = std::this_thread::get_id();
    });

    CHECK(there != here);
    CHECK(after == here);
}

TEST_CASE("the executor serves others while work is under way") {
    asio::io_context context;
    std::atomic<bool> served{false};
    stop_flag stop;
    const auto waits_for_others = [&]() -> awaitable<void> {
        asio::post(context, [&served] { served = true; });
        unique_function<void()> work = [&served] {
            while (!served)
                std::this_thread::yield();
        };
        co_await offload(stop, std::move(work));
    };
    auto done = false;
    const task running{
        context.get_executor(), waits_for_others(), [&done](const auto&) { done = true; }};

    tests::run_until(context, [&done] { return done; });

    CHECK(served);
}

TEST_CASE("an exception of the work is thrown to the coroutine") {
    CHECK_THROWS_WITH(
        tests::run([]() -> awaitable<void> {
            stop_flag stop;
            unique_function<void()> work = [] { throw std::runtime_error("failed"); };
            co_await offload(stop, std::move(work));
        }),
        "failed"
    );
}

TEST_CASE("a cancellation stops the work, and the coroutine ends after it") {
    endless_work work;
    const auto error = tests::error_of([&work]() -> awaitable<void> {
        try {
            co_await within(1ms, work.run());
        } catch (...) {
            CHECK(work.ended);
            throw;
        }
    });

    CHECK(error == asio::error::timed_out);
    CHECK(work.ended);
}

TEST_CASE("a context that is destroyed while work is under way stops it") {
    endless_work work;
    {
        asio::io_context context;
        const task running{context.get_executor(), work.run(), [](const auto&) {}};
        tests::run_until(context, [&work] { return work.started.load(); });
    }
    CHECK(work.ended);
}

TEST_CASE("a controlled clock stands still while work is under way") {
    const testing::clock time;
    const auto before = monotonic_clock::now();
    auto finished = false;
    tests::run([&finished]() -> awaitable<void> {
        stop_flag stop;
        unique_function<void()> work = [] { std::this_thread::yield(); };
        co_await within(1h, offload(stop, std::move(work)));
        finished = true;
    });

    CHECK(finished);
    CHECK(monotonic_clock::now() - before < 1h);
}

TEST_CASE("work that waits for a disk is not behind computations, and these are not behind it") {
    std::atomic<int> computing{0};
    std::atomic<int> on_disk{0};
    asio::io_context context;
    // Two of each run at once: each ends when all four run.
    const auto all_run = [&] { return computing == 2 && on_disk == 2; };
    const auto work_until_all_run = [&](std::atomic<int>& count) {
        ++count;
        while (!all_run())
            std::this_thread::yield();
    };
    const auto compute = [&]() -> awaitable<void> {
        stop_flag stop;
        unique_function<void()> work = [&] { work_until_all_run(computing); };
        co_await offload(stop, std::move(work));
    };
    const auto wait_for_disk = [&]() -> awaitable<void> {
        unique_function<void()> work = [&] { work_until_all_run(on_disk); };
        co_await on_disk_thread(std::move(work));
    };
    auto ended = 0;
    const auto count_end = [&ended](const auto&) { ++ended; };
    const task first{context.get_executor(), compute(), count_end};
    const task second{context.get_executor(), compute(), count_end};
    const task third{context.get_executor(), wait_for_disk(), count_end};
    const task fourth{context.get_executor(), wait_for_disk(), count_end};

    tests::run_until(context, [&ended] { return ended == 4; });

    CHECK(all_run());
}

TEST_CASE("work that waits for a disk is awaited when its coroutine is cancelled or destroyed") {
    std::atomic<bool> started{false};
    std::atomic<bool> release{false};
    std::atomic<bool> ended{false};
    const auto wait_for_disk = [&]() -> awaitable<void> {
        unique_function<void()> work = [&] {
            started = true;
            while (!release)
                std::this_thread::yield();
            ended = true;
        };
        co_await on_disk_thread(std::move(work));
    };
    {
        asio::io_context context;
        std::exception_ptr error;
        task running{
            context.get_executor(), wait_for_disk(), [&error](const auto& end) { error = end; }};
        tests::run_until(context, [&started] { return started.load(); });
        running.cancel();
        CHECK_FALSE(ended);
        release = true;
        tests::run_until(context, [&error] { return error != nullptr; });
        CHECK(ended);
    }
    started = ended = release = false;
    std::thread releasing{[&] {
        while (!started)
            std::this_thread::yield();
        release = true;
    }};
    {
        asio::io_context context;
        const task running{context.get_executor(), wait_for_disk(), [](const auto&) {}};
        tests::run_until(context, [&started] { return started.load(); });
    }
    CHECK(ended);
    releasing.join();
    CHECK_THROWS_WITH(
        tests::run([]() -> awaitable<void> {
            unique_function<void()> work = [] { throw std::runtime_error("failed"); };
            co_await on_disk_thread(std::move(work));
        }),
        "failed"
    );
}
