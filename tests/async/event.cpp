// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>

#include <asio/executor_work_guard.hpp>
#include <doctest/doctest.h>

#include <chrono>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

awaitable<void> wait_for(event& ready, int& passed) {
    co_await ready.wait();
    ++passed;
}

} // namespace

TEST_CASE("an event that was set before lets one waiter pass") {
    asio::io_context context;
    event ready{context.get_executor()};
    int passed = 0;
    ready.set();

    const task first{context.get_executor(), wait_for(ready, passed), nullptr};
    context.run();
    CHECK(passed == 1);

    const task second{context.get_executor(), wait_for(ready, passed), nullptr};
    context.restart();
    context.poll();
    CHECK(passed == 1);

    ready.set();
    context.poll();
    CHECK(passed == 2);
}

TEST_CASE("waiting until a past deadline ends at once and reports that the event was not set") {
    bool was_set = true;
    tests::run([&was_set]() -> awaitable<void> {
        event ready{co_await asio::this_coro::executor};
        co_await ready.wait_until(event::clock::now() - 1s, &was_set);
    });

    CHECK_FALSE(was_set);
}

TEST_CASE("a cancelled wait throws operation_aborted and leaves the event usable") {
    asio::io_context context;
    event ready{context.get_executor()};
    int passed = 0;
    const task waiting{context.get_executor(), wait_for(ready, passed), nullptr};
    context.poll();

    waiting.cancel();
    context.poll();
    CHECK(waiting.ended());
    CHECK_THROWS_AS(std::rethrow_exception(waiting.error()), std::system_error);

    ready.set();
    const task again{context.get_executor(), wait_for(ready, passed), nullptr};
    context.restart();
    context.poll();
    CHECK(passed == 1);
}

TEST_CASE("an abandoned wait leaks nothing") {
    int passed = 0;
    {
        asio::io_context context;
        event ready{context.get_executor()};
        const task waiting{context.get_executor(), wait_for(ready, passed), nullptr};
        context.poll();
    }

    CHECK(passed == 0);
}
