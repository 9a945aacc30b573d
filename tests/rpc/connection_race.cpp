// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/connection_race.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using moment = rpc::connection_race::moment;
constexpr auto stagger = rpc::connection_race::stagger;
const moment start{1000s};

} // namespace

TEST_CASE("attempts begin one after the other, a stagger apart") {
    rpc::connection_race race{3};
    CHECK(race.start(start) == 0);
    CHECK(race.next_start() == start + stagger);
    CHECK_FALSE(race.start(start + stagger - 1ms));
    CHECK(race.start(start + stagger) == 1);
    CHECK_FALSE(race.start(start + stagger));
    CHECK(race.start(start + 2 * stagger) == 2);
    CHECK(race.next_start() == moment::max());
    CHECK_FALSE(race.start(start + 1h));
    CHECK_FALSE(race.over());
}

TEST_CASE("the next attempt begins as soon as one fails, whichever it is") {
    rpc::connection_race race{4};
    CHECK(race.start(start) == 0);
    race.failed(0);
    CHECK(race.start(start) == 1);
    CHECK_FALSE(race.start(start));
    CHECK(race.start(start + stagger) == 2);
    race.failed(1);
    CHECK(race.start(start + stagger) == 3);
}

TEST_CASE("the first attempt that succeeds wins, and ends the race") {
    rpc::connection_race race{4};
    CHECK(race.start(start) == 0);
    CHECK(race.start(start + stagger) == 1);
    CHECK(race.start(start + 2 * stagger) == 2);
    race.failed(0);
    CHECK(race.succeeded(1));
    CHECK_FALSE(race.succeeded(2));
    CHECK(race.winner() == 1);
    CHECK(race.over());
    CHECK(race.next_start() == moment::max());
    CHECK_FALSE(race.start(start + 1h));
    CHECK(race.lost(0));
    CHECK_FALSE(race.lost(1));
    CHECK_FALSE(race.lost(2)); // it began later
    CHECK_FALSE(race.lost(3));
}

TEST_CASE("an attempt that the winner overtook has lost") {
    rpc::connection_race race{2};
    CHECK(race.start(start) == 0);
    CHECK(race.start(start + stagger) == 1);
    CHECK(race.succeeded(1));
    CHECK(race.lost(0));
}

TEST_CASE("a race without a winner is over when all have failed, and none has lost against others"
) {
    rpc::connection_race race{2};
    CHECK(race.start(start) == 0);
    race.failed(0);
    CHECK_FALSE(race.over());
    CHECK(race.start(start) == 1);
    race.failed(1);
    CHECK(race.over());
    CHECK_FALSE(race.winner());
    CHECK_FALSE(race.lost(0));
    CHECK(race.next_start() == moment::max());
}
