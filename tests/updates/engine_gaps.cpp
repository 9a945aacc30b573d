// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "engine_scene.hpp"

// Gaps, silence, and when a difference is asked for.

using namespace awaitgram;
using namespace awaitgram::tests;

TEST_CASE("a gap that closes within half a second asks for nothing") {
    engine_scene s;
    SUBCASE("with one update held") {
        s.push(together({new_text("b", 12)}));
        CHECK(s.texts().empty());
        s.pass(499ms);
        CHECK_FALSE(s.fetches());
        s.push(together({new_text("a", 11)}));
        CHECK(s.texts() == list{"a", "b"});
    }
    SUBCASE("with two updates held, in any order") {
        s.push(together({new_text("c", 13)}));
        s.push(together({new_text("b", 12)}));
        s.push(together({new_text("a", 11)}));
        CHECK(s.texts() == list{"a", "b", "c"});
    }
    SUBCASE("by an update of several steps") {
        api::updateDeleteMessages deleted{};
        deleted.messages.push_back(1);
        deleted.messages.push_back(2);
        deleted.pts = 12;
        deleted.pts_count = 2;
        s.push(together({new_text("c", 13)}));
        s.push(together({deleted}));
        CHECK(s.texts() == list{"c"});
    }
    s.pass(1min);
    CHECK_FALSE(s.fetches());
    CHECK(s.in.held_bytes() == 0);
}

TEST_CASE("a gap that does not close is filled by a difference, and what was held comes after it") {
    engine_scene s;
    s.push(together({new_text("c", 13)}));
    CHECK(s.in.deadline() == s.now + engine::patience);
    s.pass(engine::patience);

    const auto asked = s.fetch();
    CHECK(asked.what == fetch_request::kind::difference);
    CHECK(asked.from.pts == 10);
    s.reply(asked, difference_to(12, {"a", "b"}));

    CHECK(s.texts() == list{"a", "b", "c"});
    CHECK(s.in.state().pts == 13);
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("half a second is counted from the first update of a gap") {
    engine_scene s;
    s.push(together({new_text("b", 12)}));
    s.pass(400ms);
    s.push(together({new_text("d", 14)}));
    s.pass(100ms);
    CHECK(s.fetches());
}

TEST_CASE("many held updates do not wait for half a second") {
    engine_scene s;
    for (std::int32_t pts = 12; pts <= 12 + static_cast<std::int32_t>(engine::most_held); ++pts)
        s.push(together({new_text("x", pts)}));
    CHECK(s.fetches());
}

TEST_CASE("what a difference brings is not passed on twice") {
    engine_scene s;
    SUBCASE("if it was held before") {
        s.push(together({new_text("b", 12)}));
        s.pass(1s);
        s.reply(s.fetch(), difference_to(12, {"a", "b"}));
    }
    SUBCASE("if it arrives while the difference is fetched") {
        s.push(api::updatesTooLong{});
        const auto asked = s.fetch();
        s.push(together({new_text("a", 11), new_text("b", 12)}));
        CHECK(s.texts().empty());
        s.reply(asked, difference_to(12, {"a", "b"}));
    }
    SUBCASE("if it arrives late") {
        s.push(api::updatesTooLong{});
        s.reply(s.fetch(), difference_to(12, {"a", "b"}));
        s.push(together({new_text("a", 11), new_text("b", 12)}));
    }
    CHECK(s.texts() == list{"a", "b"});
}

TEST_CASE("what arrives while a difference is fetched comes after it") {
    engine_scene s;
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    s.push(together({new_text("b", 12)}));
    s.push(together({new_text("c", 13)}));
    s.reply(asked, difference_to(11, {"a"}));
    CHECK(s.texts() == list{"a", "b", "c"});
}

TEST_CASE("no second difference is asked for while one is fetched") {
    engine_scene s;
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    s.push(together({new_text("c", 13)}));
    s.pass(1min);
    CHECK_FALSE(s.fetches());

    SUBCASE("but a further demand is heard afterwards") {
        s.push(api::updatesTooLong{});
        CHECK_FALSE(s.fetches());
        s.reply(asked, difference_to(12, {"a", "b"}));
        CHECK(s.fetches());
    }
}

TEST_CASE("a difference that does not lead to a held update is asked for again, with growing "
          "pauses, and then the update is dropped") { // S-93
    engine_scene s;
    s.push(together({new_text("absurd", INT32_MAX)}));
    auto asked = 0;
    for (auto tenths = 0; tenths < 600; ++tenths) {
        s.pass(100ms);
        if (const auto next = s.in.next_fetch(s.now)) {
            ++asked;
            s.reply(*next, api::updates::differenceEmpty{.date = 1, .seq = 0});
        }
        // Other updates do not prolong this.
        s.push(together({new_text("x", 11 + tenths)}));
    }
    CHECK(asked == engine::most_futile);
    CHECK(s.in.held_bytes() == 0);
    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].where == common_sequence);
    CHECK(skips[0].why == updates_skipped::cause::left_out);
    CHECK(skips[0].from == INT32_MAX - 1);
    CHECK(skips[0].to == INT32_MAX);
    CHECK(s.texts().size() == 600);
}

TEST_CASE("after a quarter of an hour of silence the account's difference is fetched") {
    engine_scene s;
    CHECK(s.in.deadline() == s.now + engine::longest_silence);
    s.pass(engine::longest_silence - 1ms);
    CHECK_FALSE(s.fetches());
    s.pass(1ms);
    s.reply(s.fetch(), api::updates::differenceEmpty{.date = 7, .seq = 3});
    CHECK(s.in.state().date == 7);
    CHECK(s.in.state().seq == 3);
    CHECK_FALSE(s.fetches());
    CHECK(s.in.deadline() == s.now + engine::longest_silence);
}

TEST_CASE("only an update of the account's own sequences shows that nothing of theirs is missing") {
    engine_scene s;
    s.pass(10min);
    SUBCASE("one that is next in order") {
        s.push(together({new_text("a", 11)}));
        s.pass(10min);
        CHECK_FALSE(s.fetches());
    }
    SUBCASE("no update without a number, nor one of a channel") {
        s.push(together({api::updateConfig{}, new_post("p", 20)}, 3));
        s.pass(5min);
        CHECK(s.fetch().id == common_sequence);
    }
    SUBCASE("no update of the other sequence") {
        s.push(together({stopped(1)}));
        s.push(together({new_text("a", 11)}));
        s.pass(10min);
        s.push(together({new_text("b", 12)}));
        s.pass(5min);
        CHECK(s.fetch().id == common_sequence);
    }
}

TEST_CASE("an engine without a position asks for nothing and has no deadline") {
    engine in;
    CHECK_FALSE(in.deadline());
    CHECK_FALSE(in.next_fetch(start + 1h));
    CHECK_FALSE(in.started());
}

TEST_CASE("a stored position is continued by the account's difference, and then by the channels'") {
    engine_scene s{stored_at{{10, 3, 7, 2, {{77, 20}, {78, 30}}}}};
    const auto account = s.fetch();
    CHECK(account.id == common_sequence);
    CHECK(account.from.pts == 10);
    CHECK(account.from.qts == 3);
    CHECK(account.from.date == 7);
    const auto first = s.fetch();
    const auto second = s.fetch();
    CHECK(first.id != second.id);
    CHECK(first.from.pts + second.from.pts == 50);
    CHECK_FALSE(s.fetches());

    s.reply(account, difference_to(11, {"a"}));
    const auto caught_up = s.messages();
    REQUIRE(caught_up.size() == 1);
    CHECK(caught_up[0].caught_up);
    CHECK(caught_up[0].fetched);
    s.push(api::updatesTooLong{});
    s.reply(s.fetch(), difference_to(12, {"b"}));
    const auto later = s.messages();
    REQUIRE(later.size() == 1);
    CHECK_FALSE(later[0].caught_up);
}

TEST_CASE("a stored state of which only qts is known can be continued") { // defect 3
    engine_scene s{stored_at{{0, 9, 0, 0, {}}}};
    const auto asked = s.fetch();
    CHECK(asked.from.pts == 0);
    CHECK(asked.from.qts == 9);
    auto all = difference_to(40);
    all.state.qts = 9;
    s.reply(asked, all);
    CHECK(s.in.state().pts == 40);
    CHECK(s.in.state().qts == 9);
}

TEST_CASE("a difference that tells no qts does not reset it") {
    engine_scene s{{.pts = 10, .qts = 9, .date = 1, .seq = 0}};
    s.push(api::updatesTooLong{});
    s.reply(s.fetch(), difference_to(11, {"a"}));
    CHECK(s.in.state().qts == 9);
    s.push(together({stopped(10)}));
    CHECK(s.take().size() == 2);
}

TEST_CASE("updates of bots are put into the order of qts, with a gap of their own") {
    engine_scene s{{.pts = 10, .qts = 4, .date = 1, .seq = 0}};
    s.push(together({stopped(6)}));
    CHECK(s.take().empty());
    s.push(together({stopped(5)}));
    CHECK(s.take().size() == 2);
    CHECK(s.in.state().qts == 6);
    s.push(together({stopped(8), new_text("a", 11)}));
    CHECK(s.texts() == list{"a"});
    s.pass(500ms);
    const auto asked = s.fetch();
    CHECK(asked.from.qts == 6);
    auto all = difference_to(11);
    all.other_updates.push_back(stopped(7));
    all.state.qts = 7;
    s.reply(asked, all);
    const auto updates = s.take();
    REQUIRE(updates.size() == 2);
    CHECK(updates[0].sequence == secondary_sequence);
    CHECK(updates[0].before == 6);
    CHECK(updates[0].after == 7);
    CHECK(updates[1].after == 8);
}

TEST_CASE("after a reconnection the account and the channels are checked, channels a few at a time"
) {
    engine_scene s;
    for (const std::int64_t channel : {71, 72, 73, 74})
        s.push(together({new_post("p", 20, channel)}));
    static_cast<void>(s.take());
    CHECK_FALSE(s.fetches());

    s.in.reconnected(s.now);

    CHECK(s.fetch().id == common_sequence);
    const auto one = s.fetch();
    const auto two = s.fetch();
    CHECK(one.id == 71);
    CHECK(two.id == 72);
    CHECK_FALSE(s.fetches());
    // In the meantime an update shows that nothing is missing in another one.
    s.push(together({new_post("p", 21, 73)}));
    s.reply(one, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
    CHECK(s.fetch().id == 74);
    s.reply(two, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a channel is checked after a quarter of an hour without updates, once") {
    engine_scene s;
    s.push(together({new_post("p", 20)}));
    s.pass(5min);
    s.push(together({new_text("a", 11)}));
    s.pass(10min);
    const auto asked = s.fetch();
    CHECK(asked.id == 77);
    s.reply(asked, channel_difference_to(21, {"lost"}));
    CHECK(s.texts() == list{"p", "a", "lost"});
    s.push(together({new_text("b", 12)}));
    s.pass(14min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("no moment between the deadlines of an engine asks for anything") {
    engine_scene s;
    s.push(together({new_post("p", 20), new_text("b", 12)}));
    for (auto rounds = 0; rounds < 50; ++rounds) {
        const auto due = s.in.deadline();
        REQUIRE(due);
        REQUIRE(*due >= s.now);
        s.now = *due - 1us;
        CHECK_FALSE(s.fetches());
        s.now = *due;
        const auto asked = s.in.next_fetch(s.now);
        REQUIRE(asked);
        s.fail(*asked, refusal(500, "INTERNAL"));
        while (const auto other = s.in.next_fetch(s.now))
            s.fail(*other, refusal(500, "INTERNAL"));
    }
}
