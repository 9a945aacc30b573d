// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

awaitable<void>
note_after(monotonic_clock::duration wait, std::string name, std::vector<std::string>& notes) {
    co_await pause(wait);
    notes.push_back(std::move(name));
}

} // namespace

TEST_CASE("time under control stands still and moves as the test says") {
    testing::clock time;
    const auto start = time.now();
    const auto wall = steady_now();

    CHECK(monotonic_clock::now() == start);
    time.advance(90min);
    CHECK(monotonic_clock::now() == start + 90min);
    CHECK(steady_now() == wall + 90min);
}

TEST_CASE("time never goes back when a test takes control of it or gives it back") {
    const auto before = monotonic_clock::now();
    auto under_control = before;
    {
        testing::clock time;
        CHECK(time.now() >= before);
        time.advance(1h);
        under_control = time.now();
    }

    CHECK(monotonic_clock::now() >= under_control);
    CHECK(monotonic_clock::now() < under_control + 1min);
    CHECK(testing::clock::current() == nullptr);
}

TEST_CASE("pauses end in the order of their deadlines, each at its own moment") {
    testing::clock time;
    asio::io_context context;
    std::vector<std::string> notes;
    const task second{context.get_executor(), note_after(2h, "two", notes), nullptr};
    const task first{context.get_executor(), note_after(1h, "one", notes), nullptr};
    const task at_once{context.get_executor(), note_after(0s, "zero", notes), nullptr};
    const auto start = time.now();

    time.run_until(context, [&] { return notes.size() == 2; });
    CHECK(notes == std::vector<std::string>{"zero", "one"});
    CHECK(time.now() == start + 1h);
    CHECK(time.waiting() == 1);
    time.run_to_end(context);
    CHECK(notes.back() == "two");
    CHECK(time.now() == start + 2h);
    CHECK(time.waiting() == 0);
}

TEST_CASE("letting time pass runs what becomes due on the way, and no more") {
    testing::clock time;
    asio::io_context context;
    auto ticks = 0;
    std::function<awaitable<void>()> every_minute = [&ticks]() -> awaitable<void> {
        for (;;) {
            co_await pause(1min);
            ++ticks;
        }
    };
    const task ticking{context.get_executor(), every_minute(), nullptr};

    time.pass(context, 59s);
    CHECK(ticks == 0);
    time.pass(context, 1s);
    CHECK(ticks == 1);
    time.pass(context, 1h);
    CHECK(ticks == 61);
}

TEST_CASE("a time-out under control takes no real time") {
    testing::clock time;
    asio::io_context context;
    std::error_code code;
    std::function<awaitable<void>()> late = [&code]() -> awaitable<void> {
        try {
            co_await within(30min, pause(31min));
        } catch (const std::system_error& error) {
            code = error.code();
        }
    };
    const auto start = time.now();
    const task running{context.get_executor(), late(), nullptr};

    time.run_to_end(context);
    CHECK(code == asio::error::timed_out);
    CHECK(time.now() == start + 30min);
}

TEST_CASE("a wait that is cancelled or set leaves no deadline behind") {
    testing::clock time;
    asio::io_context context;
    event ready{context.get_executor()};
    auto was_set = false;
    const task cancelled{context.get_executor(), pause(1h), nullptr};
    const task set{context.get_executor(), ready.wait_until(time.now() + 2h, &was_set), nullptr};
    time.settle(context);
    CHECK(time.waiting() == 2);

    cancelled.cancel();
    ready.set();
    time.settle(context);
    CHECK(cancelled.ended());
    CHECK(was_set);
    CHECK(time.waiting() == 0);
}

TEST_CASE("a wait that began under control ends by itself later, and the other way round") {
    asio::io_context context;
    std::vector<std::string> notes;
    {
        testing::clock time;
        const task first{context.get_executor(), note_after(1ms, "first", notes), nullptr};
        time.settle(context);
    }
    CHECK(notes.empty());
    tests::run_to_end(context);
    CHECK(notes.size() == 1);

    const task second{context.get_executor(), note_after(1ms, "second", notes), nullptr};
    context.restart();
    context.poll();
    testing::clock time;
    CHECK(notes.size() == 1);
    context.restart();
    context.run_one(); // its real timer
    CHECK(notes.size() == 1);
    time.run_to_end(context);
    CHECK(notes.size() == 2);
}

TEST_CASE("time does not move while work runs outside of executors") {
    testing::clock time;
    asio::io_context context;
    event done{context.get_executor()};
    auto in_time = false;
    const task waiting{
        context.get_executor(), done.wait_until(time.now() + 1ms, &in_time), nullptr};
    std::thread worker{[&, hold = std::make_unique<clock_hold>()] {
        for (auto turn = 0; turn < 1000; ++turn)
            std::this_thread::yield();
        asio::post(context, [&done] { done.set(); });
    }};

    time.run_until(context, [&] { return waiting.ended(); });
    worker.join();
    CHECK(in_time);
}

TEST_CASE("a condition that never holds is reported") {
    testing::clock time;
    asio::io_context context;
    const auto never = [] { return false; };

    CHECK_THROWS_WITH(
        time.run_until(context, never),
        "the context has no more work, but the condition does not hold"
    );
    std::function<awaitable<void>()> forever = []() -> awaitable<void> {
        for (;;)
            co_await pause(1h);
    };
    const task running{context.get_executor(), forever(), nullptr};
    CHECK_THROWS_WITH(
        time.run_until(context, never, 5h),
        "the condition does not hold within the limit of the clock"
    );
}
