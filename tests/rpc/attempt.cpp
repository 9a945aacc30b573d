// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/rpc/attempt.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

awaitable<std::string> named(bool refused) {
    if (refused)
        throw rpc_error(403, "USER_IS_BLOCKED");
    co_return std::string(100, 'a');
}

awaitable<void> unnamed(bool refused) {
    if (refused)
        throw rpc_error(420, "FLOOD_WAIT_7");
    co_return;
}

awaitable<void> broken() {
    throw std::runtime_error("broken");
    co_return;
}

} // namespace

TEST_CASE("a refusal is a value of an attempt, and so is the result") {
    tests::run([]() -> awaitable<void> {
        const auto sent = co_await attempt(named(false));
        REQUIRE(sent);
        CHECK(*sent == std::string(100, 'a'));
        const auto refused = co_await attempt(named(true));
        REQUIRE_FALSE(refused);
        CHECK(refused.error() == errors::USER_IS_BLOCKED);
        CHECK(co_await attempt(unnamed(false)));
        const auto waits = co_await attempt(unnamed(true));
        REQUIRE_FALSE(waits);
        CHECK(waits.error().value() == 7);
    });
}

TEST_CASE("an attempt throws whatever is no refusal") {
    CHECK_THROWS_AS(
        tests::run([]() -> awaitable<void> { static_cast<void>(co_await attempt(broken())); }),
        std::runtime_error
    );
}
