// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine_scene.hpp"

// Memory is bounded in bytes, and nothing is dropped that is not fetched again or told.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

constexpr std::size_t memory = 200'000;

/// An engine with little memory, whose receiver takes nothing by itself.
struct crowded : engine_scene {
    crowded() : engine_scene({.pts = 10, .qts = 0, .date = 1, .seq = 0}, {.memory = memory}) {}

    std::string long_text = std::string(1000, 'x');
    std::vector<ordered_update> waiting{};

    void collect() {
        collect_all();
        REQUIRE(in.ready_bytes() + in.held_bytes() < memory);
    }
    void collect_all() {
        for (auto& each : in.take_updates())
            waiting.push_back(std::move(each));
    }
    list deliver() {
        list all;
        collect_all();
        for (const auto& each : waiting) {
            in.delivered(each);
            if (const auto* message = message_in(each))
                all.push_back(message->message.str());
        }
        waiting.clear();
        return all;
    }
};

} // namespace

TEST_CASE(
    "updates for which there is no room are fetched when there is room, and none is lost or doubled"
) {
    crowded s;
    constexpr std::int32_t last = 1000;
    for (std::int32_t pts = 11; pts <= last; ++pts) {
        s.push(together({new_text(std::to_string(pts) + s.long_text, pts)}));
        s.collect();
        REQUIRE_FALSE(s.fetches());
    }
    auto delivered = s.deliver();
    REQUIRE(!delivered.empty());
    const auto first_missing = 11 + static_cast<std::int32_t>(delivered.size());
    REQUIRE(first_missing < last);

    const auto asked = s.fetch();
    CHECK(asked.from.pts == first_missing - 1);
    list texts;
    for (auto pts = first_missing; pts <= last; ++pts)
        texts.push_back(std::to_string(pts) + s.long_text);
    s.reply(asked, difference_to(last, texts));
    for (const auto& each : s.deliver())
        delivered.push_back(each);

    REQUIRE(delivered.size() == last - 10);
    for (std::int32_t pts = 11; pts <= last; ++pts)
        CHECK(delivered[static_cast<std::size_t>(pts) - 11].starts_with(std::to_string(pts) + "x"));
    CHECK(s.in.take_skips().empty());
    CHECK(s.in.ready_bytes() == 0);
}

TEST_CASE("only the streams whose updates were dropped ask for a difference") {
    crowded s;
    s.push(together({new_post("known", 20, 71), new_post("known", 20, 72)}));
    while (s.in.ready_bytes() < memory / 2) {
        s.push(together({new_text(s.long_text, s.in.state().pts + 1)}));
        s.collect();
    }
    s.push(together({new_post("dropped", 21, 72)}));
    CHECK(s.in.at(72) == 20);
    s.deliver();
    const auto asked = s.fetch();
    CHECK(asked.id == 72);
    CHECK_FALSE(s.fetches());
    s.reply(asked, channel_difference_to(21, {"dropped"}, true, 72));
    CHECK(s.deliver() == list{"dropped"});
}

TEST_CASE("held updates are bounded, too") {
    crowded s;
    for (std::int32_t pts = 12; pts <= 500; ++pts) {
        s.push(together({new_text(s.long_text, pts)}));
        s.collect();
        if (pts == 20)
            static_cast<void>(s.in.next_fetch(s.now + 1s));
    }
    CHECK(s.in.held_bytes() <= memory / 4);
    CHECK(s.in.held_bytes() > 0);
}

TEST_CASE("what is dropped while a difference is fetched is fetched by the next one") {
    crowded s;
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    for (std::int32_t pts = 12; pts <= 200; ++pts)
        s.push(together({new_text(s.long_text, pts)}));
    s.reply(asked, difference_to(11, {"a"}));
    static_cast<void>(s.deliver());
    const auto reached = s.in.state().pts;
    CHECK(reached < 200);
    const auto again = s.fetch();
    CHECK(again.from.pts == reached);
}

TEST_CASE("updates without a number have a reserve; beyond it their loss is told") {
    crowded s;
    while (s.in.ready_bytes() < memory / 2) {
        s.push(together({new_text(s.long_text, s.in.state().pts + 1)}));
        s.collect();
    }
    const auto numbered = s.waiting.size();
    s.push(together({api::updateConfig{}}));
    s.collect();
    CHECK(s.waiting.size() == numbered + 1);
    CHECK(s.in.take_skips().empty());

    for (auto i = 0; i < 1000; ++i) {
        s.push(together({api::updateConfig{}}));
        s.collect();
    }
    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].why == updates_skipped::cause::no_room);
    CHECK(s.waiting.size() < numbered + 1000);
}

TEST_CASE("containers that wait for others keep no more in memory than held updates may") {
    crowded s;
    s.push(together({api::updateConfig{}}, 1));
    while (s.in.ready_bytes() < memory / 4) {
        s.push(together({new_text(s.long_text, s.in.state().pts + 1)}));
        s.collect();
    }
    // All their updates have places of their own.
    for (std::int32_t seq = 3; seq <= 1000; ++seq) {
        s.push(together({new_text(s.long_text, s.in.state().pts + 1)}, seq));
        s.collect_all();
        REQUIRE(s.in.held_bytes() <= memory / 4);
    }
    s.pass(1s);
    CHECK_FALSE(s.fetches());
    static_cast<void>(s.deliver());
    s.reply(s.fetch(), difference_to(2000));
    CHECK(s.in.state().seq == 1000);
    CHECK(s.in.held_bytes() == 0);
}

TEST_CASE("no difference is fetched while there is no room for it") {
    crowded s;
    s.push(together({new_post("known", 20, 71)}));
    while (s.in.ready_bytes() < memory / 4) {
        s.push(together({new_text(s.long_text, s.in.state().pts + 1)}));
        s.collect();
    }
    s.push(api::updatesTooLong{});
    s.push(together({api::updateChannelTooLong{.channel_id = 71}}));
    s.pass(1min);
    CHECK_FALSE(s.fetches());
    static_cast<void>(s.deliver());
    CHECK(s.fetches());
    CHECK(s.fetches());
}

TEST_CASE("many channels that are quiet cost less than 200 bytes each") {
    // What the table of channels allocates is measured in benchmarks/updates.cpp.
    CHECK(sizeof(updates::detail::channel_stream) <= 120);
}

TEST_CASE("known peers are bounded, and the recent ones stay known") {
    known_peers known{100};
    for (std::int64_t id = 1; id <= 10'000; ++id) {
        known.insert(id);
        CHECK(known.contains(1)); // used all the time
        CHECK(known.contains(id));
        REQUIRE(known.size() <= 200);
    }
    CHECK_FALSE(known.contains(5000));
    CHECK(known.contains(9'950));
    CHECK_FALSE(known.contains(0));
    known.insert(-5);
    CHECK(known.contains(-5));
}
