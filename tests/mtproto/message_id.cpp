// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/message_id.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

using namespace awaitgram;
using namespace awaitgram::mtproto;
using namespace std::chrono_literals;

namespace {
const auto start = from_unix(1'800'000'000);
}

TEST_CASE("a client's message id is the server time times two to the power of 32, divisible by four"
) {
    message_ids ids;

    const auto id = ids.next_id(start + 500ms);

    CHECK((id >> 32) == 1'800'000'000);
    CHECK((id & 0xffffffff) == 0x80000000);
}

TEST_CASE("message ids grow even if the clock stops or goes back, and never have a fraction of zero"
) {
    message_ids ids;

    const auto first = ids.next_id(start);
    const auto second = ids.next_id(start);
    const auto third = ids.next_id(start - 1h);

    CHECK((first & 0xffffffff) != 0);
    CHECK(second > first);
    CHECK(third > second);
    CHECK(third % 4 == 0);
}

TEST_CASE("a server's message ids have the requested remainder and grow as well") {
    message_ids ids;

    const auto reply = ids.next_id(start, 1);
    const auto other = ids.next_id(start, 3);
    const auto next = ids.next_id(start, 1);

    CHECK(reply % 4 == 1);
    CHECK(other % 4 == 3);
    CHECK(other > reply);
    CHECK(next > other);
}

TEST_CASE("times that no message id can represent do not overflow") {
    CHECK(first_id_at(from_unix(-5)) == 0);
    CHECK(first_id_at(from_unix(0x1'0000'0000)) == std::int64_t{0x7fffffff} << 32);
    CHECK(time_of(std::int64_t{0x7fffffff} << 32) == from_unix(0x7fffffff));
}

TEST_CASE("the time of a message id is recovered") {
    const auto moment = start + 123'456'789ns;

    const auto back = time_of(first_id_at(moment));

    CHECK(back <= moment);
    CHECK(back > moment - 2ns);
}

TEST_CASE("sequence numbers count the messages that need an acknowledgement") {
    message_ids ids;

    CHECK(ids.next_seq_no(false) == 0);
    CHECK(ids.next_seq_no(true) == 1);
    CHECK(ids.next_seq_no(true) == 3);
    CHECK(ids.next_seq_no(false) == 4);
}

TEST_CASE("a message is plausible from 300 s ago to 30 s ahead, once the clocks agree") {
    server_clock clock{0ns, true};

    CHECK(clock.plausible(first_id_at(start - 299s) + 1, start));
    CHECK(!clock.plausible(first_id_at(start - 301s) + 1, start));
    CHECK(clock.plausible(first_id_at(start + 29s) + 1, start));
    CHECK(!clock.plausible(first_id_at(start + 31s) + 1, start));
}

TEST_CASE("before the clocks agree every message is plausible") {
    const server_clock clock;

    CHECK(clock.plausible(first_id_at(start + 24h) + 1, start));
    CHECK(clock.plausible(first_id_at(start - 24h) + 1, start));
}

TEST_CASE("a small clock correction is made at once, and one of years needs to be confirmed") {
    server_clock clock{0ns, true};

    CHECK(clock.correct(first_id_at(start + 3h), start));
    CHECK(clock.offset() >= 3h - 1us);
    CHECK(!clock.correct(first_id_at(start + 3h + 9000h), start));
    CHECK(clock.offset() < 4h);
    CHECK(!clock.correct(first_id_at(start - 9000h), start));
    CHECK(clock.correct(first_id_at(start - 9000h + 2s), start + 2s));
    CHECK(clock.offset() < -8999h);
}

TEST_CASE("an impossible server time corrects nothing, however often it is received") {
    server_clock clock{0ns, true};

    for (auto i = 0; i != 4; ++i) {
        CHECK(!clock.correct(first_id_at(from_unix(0x7fffffff)), start));
        CHECK(!clock.correct(first_id_at(from_unix(0)), start));
        CHECK(!clock.correct(INT64_MIN, start));
        CHECK(!clock.correct(INT64_MAX, start));
    }

    CHECK(clock.offset() == 0ns);
}

TEST_CASE("an ordinary message only advances the clock, and does not confirm a correction") {
    server_clock clock;

    CHECK(!clock.at_least(first_id_at(start - 5s), start));
    CHECK(clock.at_least(first_id_at(start + 5s), start));
    CHECK(clock.offset() > 4s);
    CHECK(!clock.synchronised());
}
