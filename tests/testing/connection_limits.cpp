// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/connection_limits.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;

struct scene {
    server_options options{};
    time_point now = from_unix(1'700'000'000);
    connection_limits limits{options};
};

} // namespace

TEST_CASE("a connection without a whole packet ends after the limit for the first packet") {
    scene here;
    here.limits.opened(1, here.now);
    here.now += 10s;
    here.limits.opened(2, here.now);
    CHECK(here.limits.oldest_silent() == 1U);

    CHECK(here.limits.next() == here.now + 20s);
    CHECK(!here.limits.take_due(here.now + 19s));
    CHECK(here.limits.take_due(here.now + 20s) == 1U);
    here.limits.closed(1);
    CHECK(!here.limits.take_due(here.now + 20s));
    CHECK(here.limits.oldest_silent() == 2U);
}

TEST_CASE("a connection that sends packets ends when it is silent for long") {
    scene here;
    here.limits.opened(1, here.now);
    for (auto i = 0; i != 100; ++i) {
        here.now += 60s;
        here.limits.packet(1, here.now);
        CHECK(!here.limits.take_due(here.now));
    }
    CHECK(!here.limits.oldest_silent());

    CHECK(!here.limits.take_due(here.now + here.options.idle_limit - 1s));
    CHECK(here.limits.take_due(here.now + here.options.idle_limit) == 1U);
}

TEST_CASE("a packet that does not end in time ends its connection, however many bytes come") {
    scene here;
    here.limits.opened(1, here.now);
    here.limits.packet(1, here.now);
    here.now += 100s;
    for (std::size_t size = 1; size != 60; ++size) {
        here.limits.holds(1, size, 0, here.now + std::chrono::seconds{size - 1});
        CHECK(!here.limits.take_due(here.now + std::chrono::seconds{size - 1}));
    }
    CHECK(here.limits.next() == here.now + 60s);
    CHECK(here.limits.take_due(here.now + 60s) == 1U);
}

TEST_CASE("each whole packet starts the limit of the next one anew") {
    scene here;
    here.limits.opened(1, here.now);
    here.limits.holds(1, 5, 0, here.now);
    here.now += 25s;
    here.limits.packet(1, here.now);
    here.limits.holds(1, 3, 0, here.now); // the start of another
    CHECK(!here.limits.take_due(here.now + 59s));
    CHECK(here.limits.take_due(here.now + 60s) == 1U);
}

TEST_CASE("the connection that holds the most ends when all together hold too much") {
    scene here;
    here.options.most_held = 100;
    connection_limits limits{here.options};
    for (connection_id id = 1; id != 4; ++id)
        limits.opened(id, here.now);
    limits.holds(1, 30, 0, here.now);
    limits.holds(2, 10, 40, here.now);
    limits.holds(3, 20, 0, here.now);
    CHECK(limits.held() == 100);
    CHECK(!limits.largest_beyond_limit());

    limits.holds(3, 21, 0, here.now);
    CHECK(limits.largest_beyond_limit() == 2U);
    limits.closed(2);
    CHECK(limits.held() == 51);
    CHECK(!limits.largest_beyond_limit());
    limits.holds(1, 0, 0, here.now);
    limits.holds(3, 0, 0, here.now);
    CHECK(limits.held() == 0);
}

TEST_CASE("what is reported of an unknown connection changes nothing") {
    scene here;
    here.limits.packet(9, here.now);
    here.limits.holds(9, 1000, 0, here.now);
    here.limits.closed(9);
    CHECK(here.limits.held() == 0);
    CHECK(!here.limits.next());
}
