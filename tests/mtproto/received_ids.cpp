// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/ack_collector.hpp>
#include <awaitgram/mtproto/received_ids.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

using namespace awaitgram;
using namespace awaitgram::mtproto;
using namespace std::chrono_literals;
using verdict = received_ids::verdict;

TEST_CASE("a message id is fresh once") {
    received_ids ids;

    CHECK(ids.judge(5) == verdict::fresh);
    ids.insert(5);

    CHECK(ids.judge(5) == verdict::duplicate);
    CHECK(ids.judge(3) == verdict::fresh);
}

TEST_CASE("the last thousand ids are known exactly, in whatever order they arrived; older ones are "
          "too old") {
    received_ids ids;
    constexpr std::int64_t count = 5000;
    for (std::int64_t i = 0; i != count; ++i)
        ids.insert((i ^ 1) * 4 + 1); // neighbours swapped

    for (std::int64_t i = count - 1000; i != count; ++i)
        CHECK(ids.judge(i * 4 + 1) == verdict::duplicate);
    CHECK(ids.judge(1) == verdict::too_old);
    CHECK(ids.judge((count - 2100) * 4 + 1) == verdict::too_old);
    CHECK(ids.judge(count * 4 + 1) == verdict::fresh);
    CHECK(ids.judge((count - 10) * 4 + 3) == verdict::fresh);
}

TEST_CASE("state bytes distinguish too old, missing, not yet sent and received") {
    received_ids ids;
    CHECK(ids.state_of(9) == 3);
    for (std::int64_t i = 1; i != 4000; ++i)
        ids.insert(i * 4 + 1);

    CHECK(ids.state_of(5) == 1);
    CHECK(ids.state_of(3990 * 4 + 3) == 2);
    CHECK(ids.state_of(3990 * 4 + 1) == 4);
    CHECK(ids.state_of(4000 * 4 + 1) == 3);
}

TEST_CASE("acknowledgements wait for the delay, or until there are enough of them") {
    const auto start = from_unix(1'800'000'000);
    ack_collector acks{30s};
    CHECK(!acks.due());

    acks.add(1, start);
    acks.add(5, start + 10s);
    CHECK(*acks.due() == start + 30s);
    for (auto i = 0; i != 15; ++i)
        acks.add(9 + i * 4, start + 11s);

    CHECK(*acks.due() == start);
    CHECK(acks.next().size() == 17);
    acks.drop_next();
    CHECK(acks.empty());
}

TEST_CASE("one acknowledgement names no more than 8192 messages") {
    const auto start = from_unix(1'800'000'000);
    ack_collector acks{30s};
    for (std::int64_t i = 0; i != 10'000; ++i)
        acks.add(i * 4 + 1, start);

    CHECK(acks.next().size() == 8192);
    acks.drop_next();
    CHECK(acks.next().size() == 10'000 - 8192);
    acks.drop_next();
    CHECK(acks.empty());
}
