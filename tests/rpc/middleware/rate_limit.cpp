// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/middleware/rate_limit.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "../../support/fixed_invoker.hpp"
#include "../../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

TEST_CASE("calls above the limit wait for their turn") {
    testing::clock time;
    tests::fixed_invoker inner;
    const auto limited = rpc::limit_rate(2, 1s)(inner);
    const auto begin = monotonic_clock::now();
    const auto call = [&]() -> awaitable<void> {
        inner.add(true);
        const rpc::request request{tl::frame{}, "test#0"};
        const rpc::call_options options;
        const auto answer = co_await limited->call(request, options);
        CHECK(answer);
    };
    const auto calls = [&]() -> awaitable<void> {
        for (int i = 0; i < 4; ++i)
            co_await call();
    };
    asio::io_context context;
    const task running{context.get_executor(), calls(), nullptr};
    tests::run_to_end(context);

    CHECK_FALSE(running.error());
    CHECK(inner.requests.size() == 4);
    CHECK(monotonic_clock::now() - begin == 1s);
}

TEST_CASE("a call that waits for its turn can be cancelled and is not made") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(true);
    const auto limited = rpc::limit_rate(1, 1h)(inner);
    auto begun = 0;
    const auto calls = [&]() -> awaitable<void> {
        const rpc::request request{tl::frame{}, "test#0"};
        const rpc::call_options options;
        for (; begun < 2; ++begun)
            static_cast<void>(co_await limited->call(request, options));
    };
    asio::io_context context;
    const task running{context.get_executor(), calls(), nullptr};
    tests::run_until(context, [&] { return begun == 1; });
    time.settle(context);
    running.cancel();
    tests::run_to_end(context);

    CHECK(running.error());
    CHECK(inner.requests.size() == 1);
}

TEST_CASE("calls that are cancelled while they wait for their turn hold up no others") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(true);
    inner.add(true);
    inner.add(true);
    const auto limited = rpc::limit_rate(1, 1min)(inner);
    const auto begin = monotonic_clock::now();
    const auto call = [&]() -> awaitable<void> {
        const rpc::request request{tl::frame{}, "test#0"};
        const rpc::call_options options;
        static_cast<void>(co_await limited->call(request, options));
    };
    asio::io_context context;
    std::vector<task> waiting;
    for (int i = 0; i < 100; ++i)
        waiting.emplace_back(context.get_executor(), call(), nullptr);
    time.settle(context);
    CHECK(inner.requests.size() == 1);
    for (int i = 1; i < 99; ++i)
        waiting[static_cast<std::size_t>(i)].cancel();
    time.settle(context);

    time.run_until(context, [&] { return waiting.back().ended(); });
    CHECK(monotonic_clock::now() - begin == 1min);
    const task later{context.get_executor(), call(), nullptr};
    tests::run_to_end(context);
    CHECK(monotonic_clock::now() - begin == 2min);
    CHECK(inner.requests.size() == 3);
}

TEST_CASE(
    "calls that wait for their turn begin in their order, also when the first one is cancelled"
) {
    testing::clock time;
    tests::fixed_invoker inner;
    const auto limited = rpc::limit_rate(1, 1s)(inner);
    std::vector<int> begun;
    const auto call = [&](int number) -> awaitable<void> {
        inner.add(true);
        const rpc::request request{tl::frame{}, "test#0"};
        const rpc::call_options options;
        static_cast<void>(co_await limited->call(request, options));
        begun.push_back(number);
    };
    asio::io_context context;
    std::vector<task> calls;
    for (int i = 0; i < 4; ++i)
        calls.emplace_back(context.get_executor(), call(i), nullptr);
    time.settle(context);
    calls[1].cancel();
    tests::run_to_end(context);

    CHECK(begun == std::vector<int>{0, 2, 3});
}

TEST_CASE("calls that wait for their turn may outlive their limit when the program ends") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(true);
    asio::io_context context;
    auto limited = rpc::limit_rate(1, 1h)(inner);
    const auto call = [&]() -> awaitable<void> {
        const rpc::request request{tl::frame{}, "test#0"};
        const rpc::call_options options;
        static_cast<void>(co_await limited->call(request, options));
    };
    std::vector<task> waiting;
    for (int i = 0; i < 3; ++i)
        waiting.emplace_back(context.get_executor(), call(), nullptr);
    time.settle(context);
    limited.reset();

    CHECK(inner.requests.size() == 1);
    CHECK_FALSE(waiting.back().ended());
}
