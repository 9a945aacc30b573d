// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/rate_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace awaitgram;
using namespace std::chrono_literals;

TEST_CASE("a burst begins at once, what follows is spread, and what must wait is not registered") {
    const rpc::rate_policy::clock::time_point start{1h};
    rpc::rate_policy policy{4, 1s};
    for (int i = 0; i < 4; ++i)
        CHECK(policy.admit(start) == 0s);
    CHECK(policy.admit(start) == 250ms);
    CHECK(policy.admit(start) == 250ms);
    CHECK(policy.admit(start + 100ms) == 150ms);
    CHECK(policy.admit(start + 250ms) == 0s);
    CHECK(policy.admit(start + 300ms) == 200ms);
}

TEST_CASE("after a pause as long as the period a whole burst begins at once again, and no more") {
    const rpc::rate_policy::clock::time_point start{1h};
    rpc::rate_policy policy{2, 1s};
    CHECK(policy.admit(start) == 0s);
    CHECK(policy.admit(start) == 0s);

    CHECK(policy.admit(start + 500ms) == 0s);
    CHECK(policy.admit(start + 500ms) == 500ms);
    for (int i = 0; i < 2; ++i)
        CHECK(policy.admit(start + 1h) == 0s);
    CHECK(policy.admit(start + 1h) == 500ms);
}

TEST_CASE("a limit of one call in a period has no burst") {
    const rpc::rate_policy::clock::time_point start{1h};
    rpc::rate_policy policy{1, 1s};
    CHECK(policy.admit(start) == 0s);
    CHECK(policy.admit(start) == 1s);
    CHECK(policy.admit(start + 5s) == 0s);
}
