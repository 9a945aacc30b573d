// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/middleware/retry.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "../../support/fixed_invoker.hpp"
#include "../../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

api::nearestDc nearest() {
    api::nearestDc value;
    value.country = "AQ";
    return value;
}

awaitable<void> ask(rpc::invoker& via) {
    api::help::getNearestDc request;
    const auto answer = co_await rpc::invoke(via, request);
    CHECK(answer->country == "AQ");
}

} // namespace

TEST_CASE("a flood wait is announced and waited for, and the same bytes are called again") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(rpc_error{420, "FLOOD_WAIT_30", "help.getNearestDc"});
    inner.add(nearest());
    std::vector<std::string> lines;
    rpc::retry retrying{inner, 60s, [&lines](log_level level, std::string_view line) {
                            CHECK(level == log_level::warning);
                            lines.emplace_back(line);
                        }};
    const auto begin = monotonic_clock::now();
    asio::io_context context;
    const task running{context.get_executor(), ask(retrying), nullptr};
    tests::run_to_end(context);

    CHECK_FALSE(running.error());
    CHECK(monotonic_clock::now() - begin == 30s);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] == "FLOOD_WAIT: wait 30 s (420, help.getNearestDc); asking again in 30 s");
    REQUIRE(inner.requests.size() == 2);
    CHECK(inner.requests[0].body().bytes().data() == inner.requests[1].body().bytes().data());
}

TEST_CASE("a flood wait above the limit goes to the caller at once") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(rpc_error{420, "FLOOD_WAIT_61"});
    rpc::retry retrying{inner, 60s, nullptr};
    const auto begin = monotonic_clock::now();

    CHECK_THROWS_AS(tests::run([&] { return ask(retrying); }), rpc_error);
    CHECK(monotonic_clock::now() == begin);
    CHECK(inner.requests.size() == 1);
}

TEST_CASE("peers of answers reach the inner invoker") {
    tests::fixed_invoker inner;
    rpc::retry retrying{inner, 60s, nullptr};
    const tl::vector<api::User> users;
    retrying.learn(&users, nullptr);
    CHECK(inner.user_lists == 1);
    CHECK(inner.chat_lists == 0);
}

TEST_CASE("a cancelled call does not wait on") {
    testing::clock time;
    tests::fixed_invoker inner;
    inner.add(rpc_error{420, "FLOOD_WAIT_30"});
    rpc::retry retrying{inner, 60s, nullptr};
    asio::io_context context;
    const task running{context.get_executor(), ask(retrying), nullptr};
    tests::run_until(context, [&] { return inner.requests.size() == 1; });
    time.settle(context);
    const auto begin = monotonic_clock::now();
    running.cancel();
    tests::run_to_end(context);

    CHECK(running.error());
    CHECK(monotonic_clock::now() == begin);
}
