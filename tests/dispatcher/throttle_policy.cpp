// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/throttle_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

const throttle_policy::clock::time_point start{1h};

} // namespace

TEST_CASE("a burst is admitted, then as many as fit in the window") {
    throttle_policy policy{5, 10s};
    for (auto count = 0; count != 5; ++count)
        CHECK(policy.admit(1, start).admitted());
    const auto refused = policy.admit(1, start);
    CHECK(refused.wait == 2s);
    CHECK(refused.first);
    CHECK_FALSE(policy.admit(1, start + 1s).first);
    CHECK(policy.admit(1, start + 1s).wait == 1s);
    CHECK(policy.admit(1, start + 2s).admitted());
    // Refused ones do not count, and an admission makes the next refusal the first again.
    CHECK(policy.admit(1, start + 2s).first);
    for (auto at = start + 4s; at != start + 104s; at += 2s)
        CHECK(policy.admit(1, at).admitted());
    for (auto count = 0; count != 5; ++count)
        CHECK(policy.admit(1, start + 1h).admitted());
    CHECK_FALSE(policy.admit(1, start + 1h).admitted());
}

TEST_CASE("keys do not count for each other") {
    throttle_policy policy{1, 10s};
    for (std::int64_t key = -50; key != 50; ++key) {
        CHECK(policy.admit(key, start).admitted());
        CHECK(policy.admit(key, start).wait == 10s);
    }
}

TEST_CASE("keys that cannot refuse any more are forgotten, others never") {
    throttle_policy policy{2, 10s};
    CHECK(policy.admit(-1, start).admitted());
    CHECK(policy.admit(-1, start).admitted());
    for (std::int64_t key = 0; key != 10'000; ++key)
        CHECK(policy.admit(key, start + 1s).admitted());
    CHECK_FALSE(policy.admit(-1, start + 2s).admitted());
    for (std::int64_t key = 20'000; key != 40'000; ++key)
        CHECK(policy.admit(key, start + 1min).admitted());
    CHECK(policy.keys() <= 2 * 20'000);
    for (auto round = 0; round != 1'000; ++round)
        for (std::int64_t key = 0; key != 10; ++key)
            CHECK(policy.admit(round * 10 + key, start + 2min + round * 1min).admitted());
    CHECK(policy.keys() <= 64);
}

TEST_CASE("the number of keys is limited, and further ones are admitted") {
    throttle_policy policy{1, 1h, 100};
    for (std::int64_t key = 0; key != 1'000; ++key)
        CHECK(policy.admit(key, start).admitted());
    CHECK(policy.keys() == 100);
    CHECK_FALSE(policy.admit(5, start).admitted());
    CHECK(policy.admit(999, start).admitted());
    CHECK(policy.admit(999, start + 1h).admitted());
    CHECK_FALSE(policy.admit(999, start + 1h).admitted());
}

TEST_CASE("impossible numbers count as the least possible ones, and extreme times do no harm") {
    throttle_policy none{0, 0s};
    CHECK(none.admit(1, start).admitted());
    CHECK_FALSE(none.admit(1, start).admitted());
    CHECK(none.admit(1, start + 1ns).admitted());
    throttle_policy negative{-5, -1h};
    CHECK(negative.admit(1, start).admitted());
    CHECK_FALSE(negative.admit(1, start).admitted());
    throttle_policy many{std::numeric_limits<int>::max(), 1s};
    for (auto count = 0; count != 1'000; ++count)
        CHECK(many.admit(1, start).admitted());
    // A clock may begin before zero.
    throttle_policy early{1, 1s};
    CHECK(early.admit(1, throttle_policy::clock::time_point{-1h}).admitted());
    CHECK_FALSE(early.admit(1, throttle_policy::clock::time_point{-1h}).admitted());
}

TEST_CASE("further keys cost no more when as many are remembered as can be") {
    throttle_policy policy{1, 1h, 1'000};
    for (std::int64_t key = 0; key != 1'000; ++key)
        CHECK(policy.admit(key, start).admitted());
    for (std::int64_t key = 1'000; key != 100'000; ++key)
        REQUIRE(policy.admit(key, start + 1s).admitted());
    CHECK(policy.examined() == 0);
    CHECK(policy.admit(7, start + 1h).admitted());
    for (std::int64_t key = 1'000; key != 100'000; ++key)
        REQUIRE(policy.admit(key, start + 90min).admitted());
    CHECK(policy.keys() == 1'000);
    CHECK(policy.examined() == 1'000);
    CHECK_FALSE(policy.admit(7, start + 90min).admitted());
}
