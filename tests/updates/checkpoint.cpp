// SPDX-License-Identifier: MIT
#include <awaitgram/updates/checkpoint.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

const time_point start{1'700'000'000s};

updates_state at(std::int32_t pts, std::vector<channel_state> channels = {}) {
    return {pts, 0, 0, 0, std::move(channels)};
}

/// A checkpoint whose account moves as a test says, and what its caller does with it.
struct scene {
    int ended = 0;
    checkpoint saves{[this] { ++ended; }};
    time_point now = start;

    /// The account moves to `pts`; what is to be saved then.
    std::optional<updates_state> move_to(std::int32_t pts) {
        saves.moved(now);
        return tick(pts);
    }

    std::optional<updates_state> tick(std::int32_t pts) {
        if (saves.wants_position(now))
            saves.close_epoch(at(pts), now);
        return saves.due(now);
    }

    std::optional<updates_state> end(std::int32_t pts) {
        saves.finish();
        return saves.last(at(pts));
    }
};

} // namespace

TEST_CASE("a change waits for further ones and is then saved once") {
    scene s;
    CHECK_FALSE(s.saves.deadline());

    CHECK_FALSE(s.move_to(10));
    CHECK(s.saves.deadline() == start + checkpoint::delay);
    s.now += 999ms;
    CHECK_FALSE(s.move_to(11));
    s.now += 1ms;

    CHECK(s.tick(12) == at(12));
    CHECK_FALSE(s.tick(12));
    CHECK_FALSE(s.saves.deadline());
}

TEST_CASE("a position is saved when all updates before it are handled") {
    scene s;
    auto handler = s.saves.token();
    CHECK_FALSE(s.move_to(9));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    const auto later = s.saves.token();
    CHECK(later != handler);

    const auto copy = handler;
    handler.reset();
    s.now += 1s;
    CHECK_FALSE(s.move_to(11));
    CHECK(s.ended == 0);
}

TEST_CASE("the end of the last copy of a token is reported, and makes its position due") {
    scene s;
    auto handler = s.saves.token();
    CHECK_FALSE(s.move_to(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    CHECK(s.ended == 0);

    handler.reset();

    CHECK(s.ended == 1);
    CHECK(s.saves.due(s.now) == at(10));
}

TEST_CASE("while one epoch waits for its handlers the next one stays open") {
    scene s;
    auto first = s.saves.token();
    CHECK_FALSE(s.move_to(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    auto second = s.saves.token();
    s.now += 5s;
    CHECK_FALSE(s.move_to(20));
    CHECK(s.saves.token() == second);

    first.reset();
    CHECK(s.saves.due(s.now) == at(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(21));
    second.reset();
    CHECK(s.saves.due(s.now) == at(21));
}

TEST_CASE("an update that takes longer than a minute does not hold its position back") {
    scene s;
    const auto handler = s.saves.token();
    CHECK_FALSE(s.move_to(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    CHECK(s.saves.deadline() == s.now + checkpoint::longest_handling);

    s.now += checkpoint::longest_handling - 1ms;
    CHECK_FALSE(s.saves.due(s.now));
    s.now += 1ms;
    CHECK(s.saves.due(s.now) == at(10));
}

TEST_CASE("after an abandoned update nothing is saved, so that it comes again") {
    scene s;
    auto handler = s.saves.token();
    handler->abandon();
    CHECK_FALSE(s.move_to(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    handler.reset();

    CHECK_FALSE(s.saves.due(s.now));
    CHECK_FALSE(s.end(11));
    CHECK(s.saves.settled());
}

TEST_CASE("at the end the last position is saved when everything is handled") {
    scene s;
    CHECK_FALSE(s.move_to(10));
    CHECK(s.end(10) == at(10));
}

TEST_CASE("at the end a position is saved that only later updates hold back") {
    scene s;
    auto first = s.saves.token();
    CHECK_FALSE(s.move_to(10));
    s.now += 1s;
    CHECK_FALSE(s.tick(10));
    const auto second = s.saves.token();

    CHECK_FALSE(s.end(20));
    CHECK_FALSE(s.saves.settled());
    first.reset();
    CHECK(s.saves.last(at(20)) == at(10));
}

TEST_CASE("the end is settled when the last handler ends") {
    scene s;
    auto handler = s.saves.token();
    s.saves.finish();
    CHECK_FALSE(s.saves.settled());
    CHECK_FALSE(s.saves.last(at(20)));

    SUBCASE("having handled its update") {
        handler.reset();
        CHECK(s.saves.settled());
        CHECK(s.saves.last(at(20)) == at(20));
    }
    SUBCASE("having abandoned it") {
        handler->abandon();
        handler.reset();
        CHECK(s.saves.settled());
        CHECK_FALSE(s.saves.last(at(20)));
    }
}

TEST_CASE("a token may outlive its checkpoint") {
    auto ended = std::make_shared<int>(0);
    std::shared_ptr<delivery_token> kept;
    {
        const checkpoint saves{[ended] { ++*ended; }};
        kept = saves.token();
    }
    kept.reset();
    CHECK(*ended == 1);
}

TEST_CASE("changes name the channels that moved and those that are gone") {
    const auto saved = at(5, {{1, 10}, {2, 20}, {4, 40}, {9, 90}});

    const auto none = changes_between(saved, saved);
    CHECK_FALSE(none.account);
    CHECK(none.moved.empty());
    CHECK(none.forgotten.empty());

    const auto some = changes_between(saved, at(6, {{1, 10}, {3, 30}, {4, 41}}));
    CHECK(some.account);
    CHECK(some.moved == std::vector<channel_state>{{3, 30}, {4, 41}});
    CHECK(some.forgotten == std::vector<std::int64_t>{2, 9});
}
