// SPDX-License-Identifier: MIT
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

awaitable<void> count_end(int& ended) {
    struct counter {
        int& count;
        ~counter() { ++count; }
    };
    const counter at_end{ended};
    co_await pause(1h);
}

awaitable<void> fail_soon() {
    co_await pause(1ms);
    throw std::runtime_error{"child"};
}

awaitable<void> quick(int& ended) {
    co_await pause(0ms);
    ++ended;
}

} // namespace

TEST_CASE("children end before the scope when the body returns") {
    const testing::clock time;
    int ended = 0;
    tests::run([&ended]() -> awaitable<void> {
        const auto body = [&ended](task_group& group) -> awaitable<void> {
            group.spawn(count_end(ended));
            group.spawn(count_end(ended));
            co_await pause(1ms);
        };
        co_await with_tasks(body);
        CHECK(ended == 2);
    });
}

TEST_CASE("a child that throws cancels the body and its siblings, and its exception is thrown") {
    const testing::clock time;
    int ended = 0;
    CHECK_THROWS_WITH(
        tests::run([&ended]() -> awaitable<void> {
            const auto body = [&ended](task_group& group) -> awaitable<void> {
                group.spawn(count_end(ended));
                group.spawn(fail_soon());
                co_await pause(1h);
            };
            co_await with_tasks(body);
        }),
        "child"
    );
    CHECK(ended == 1);
}

TEST_CASE("an exception of the body is rethrown after the children have ended") {
    const testing::clock time;
    int ended = 0;
    CHECK_THROWS_WITH(
        tests::run([&ended]() -> awaitable<void> {
            const auto body = [&ended](task_group& group) -> awaitable<void> {
                group.spawn(count_end(ended));
                co_await pause(0ms);
                throw std::runtime_error{"body"};
            };
            co_await with_tasks(body);
        }),
        "body"
    );
    CHECK(ended == 1);
}

TEST_CASE("children that end by themselves are removed") {
    const testing::clock time;
    int ended = 0;
    tests::run([&ended]() -> awaitable<void> {
        const auto body = [&ended](task_group& group) -> awaitable<void> {
            for (int i = 0; i < 100; ++i)
                group.spawn(quick(ended));
            while (ended < 100)
                co_await pause(0ms);
        };
        co_await with_tasks(body);
    });

    CHECK(ended == 100);
}

TEST_CASE("a time-out around a group ends the whole group") {
    const testing::clock time;
    int ended = 0;
    const auto error = tests::error_of([&ended]() -> awaitable<void> {
        const auto body = [&ended](task_group& group) -> awaitable<void> {
            group.spawn(count_end(ended));
            co_await count_end(ended);
        };
        co_await within(1ms, with_tasks(body));
    });

    CHECK(error == asio::error::timed_out);
    CHECK(ended == 2);
}

TEST_CASE("a body that ends normally after a cancellation counts as cancelled") {
    asio::io_context context;
    const auto body = [](task_group&) -> awaitable<void> {
        try {
            co_await pause(1h);
        } catch (const std::system_error&) {
        }
    };
    const task outer{context.get_executor(), with_tasks(body), nullptr};
    context.poll();

    outer.cancel();
    context.run();
    CHECK(outer.error() != nullptr);
}

TEST_CASE("an abandoned group leaks nothing") {
    int ended = 0;
    {
        asio::io_context context;
        const auto body = [&ended](task_group& group) -> awaitable<void> {
            group.spawn(count_end(ended));
            co_await count_end(ended);
        };
        const task outer{context.get_executor(), with_tasks(body), nullptr};
        context.poll();
    }

    CHECK(ended == 2);
}
