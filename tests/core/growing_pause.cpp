// SPDX-License-Identifier: MIT
#include <awaitgram/core/growing_pause.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

using awaitgram::growing_pause;
using namespace std::chrono_literals;

TEST_CASE("a pause doubles with each failure up to the longest one") {
    CHECK(growing_pause(1, 1s, 60s) == 1s);
    CHECK(growing_pause(2, 1s, 60s) == 2s);
    CHECK(growing_pause(6, 1s, 60s) == 32s);
    CHECK(growing_pause(7, 1s, 60s) == 60s);
    CHECK(growing_pause(3, 250ms, 30'000ms) == 1000ms);
}

TEST_CASE("no number of failures makes a pause overflow, and without one it is the first") {
    CHECK(growing_pause(std::numeric_limits<int>::max(), 1min, 16min) == 16min);
    CHECK(growing_pause(0, 1s, 60s) == 1s);
    CHECK(growing_pause(std::numeric_limits<int>::min() + 1, 1s, 60s) == 1s);
}
