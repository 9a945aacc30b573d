// SPDX-License-Identifier: MIT
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

awaitable<std::string> answer() {
    co_await pause(1ms);
    co_return "answer";
}

awaitable<void> stubborn(bool& cleaned_up) {
    struct cleanup {
        bool& done;
        ~cleanup() { done = true; }
    };
    const cleanup at_end{cleaned_up};
    co_await pause(1h);
}

/// Succeeds even when it is cancelled.
awaitable<void> succeeds_anyway(bool& succeeded) {
    try {
        co_await pause(1h);
    } catch (const std::system_error&) {
        succeeded = true;
    }
}

awaitable<int> fail() {
    co_await pause(0ms);
    throw std::runtime_error{"failed"};
}

} // namespace

TEST_CASE("work that ends in time returns its result") {
    const testing::clock time;
    std::string got;
    tests::run([&got]() -> awaitable<void> { got = co_await within(1min, answer()); });

    CHECK(got == "answer");
}

TEST_CASE("a time-out says how long the work took at least") {
    const testing::clock time;
    std::string text;
    tests::run([&text]() -> awaitable<void> {
        try {
            co_await within(30s, pause(1h));
        } catch (const std::system_error& late) {
            text = late.what();
        }
    });
    CHECK(text == "took longer than 30 s");
}

TEST_CASE("work that takes too long is cancelled and has ended when timed_out is thrown") {
    const testing::clock time;
    bool cleaned_up = false;
    const auto error = tests::error_of([&cleaned_up]() -> awaitable<void> {
        try {
            co_await within(1ms, stubborn(cleaned_up));
        } catch (...) {
            CHECK(cleaned_up);
            throw;
        }
    });

    CHECK(error == asio::error::timed_out);
}

TEST_CASE("exceptions of the work pass through") {
    const testing::clock time;
    CHECK_THROWS_WITH(
        tests::run([]() -> awaitable<void> { co_await within(1min, fail()); }), "failed"
    );
}

TEST_CASE("a coroutine continues after a time-out") {
    const testing::clock time;
    int step = 0;
    tests::run([&step]() -> awaitable<void> {
        try {
            co_await within(1ms, pause(1h));
        } catch (const std::system_error&) {
            step = 1;
        }
        co_await pause(1ms);
        co_await within(1min, pause(1ms));
        step += 1;
    });

    CHECK(step == 2);
}

TEST_CASE("a cancellation from outside reaches the work and is not a time-out") {
    bool cleaned_up = false;
    asio::io_context context;
    const task outer{context.get_executor(), within(1h, within(2h, stubborn(cleaned_up))), nullptr};
    context.poll();

    outer.cancel();
    context.run();
    CHECK(cleaned_up);
    REQUIRE(outer.ended());
    try {
        std::rethrow_exception(outer.error());
    } catch (const std::system_error& error) {
        CHECK(error.code() == asio::error::operation_aborted);
    }
}

TEST_CASE("a cancellation from outside is not lost even if the work succeeds") {
    bool succeeded = false;
    asio::io_context context;
    const task outer{context.get_executor(), within(1h, succeeds_anyway(succeeded)), nullptr};
    context.poll();

    outer.cancel();
    context.run();
    CHECK(succeeded);
    REQUIRE(outer.error());
    CHECK_THROWS_AS(std::rethrow_exception(outer.error()), std::system_error);
}

TEST_CASE("an endless limit does not overflow") {
    const testing::clock time;
    tests::run([]() -> awaitable<void> {
        co_await within(std::chrono::steady_clock::duration::max(), pause(1ms));
    });
}

TEST_CASE("an abandoned time-out leaks nothing") {
    bool cleaned_up = false;
    {
        asio::io_context context;
        const task outer{context.get_executor(), within(1h, stubborn(cleaned_up)), nullptr};
        context.poll();
    }

    CHECK(cleaned_up);
}
