// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/middleware/rate_limit.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>

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
