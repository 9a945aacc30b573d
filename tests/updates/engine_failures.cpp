// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "engine_scene.hpp"

// "Not now" and "never", and the independence of streams.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

/// An engine that knows channels 71 to 71 + count - 1 at pts 20.
struct with_channels : engine_scene {
    explicit with_channels(int count, engine_options options = {})
        : engine_scene({.pts = 10, .qts = 0, .date = 1, .seq = 0}, options) {
        for (auto i = 0; i < count; ++i)
            push(together({new_post("known", 20, 71 + i)}));
        static_cast<void>(take());
    }

    void demand(std::int64_t channel) {
        push(together({api::updateChannelTooLong{.channel_id = channel}}));
    }

    /// The difference of one stream, if it is due now; others bring nothing.
    std::optional<fetch_request> due(sequence_id where) {
        std::optional<fetch_request> found;
        while (const auto next = in.next_fetch(now)) {
            if (next->id == where)
                found = next;
            else if (next->id == 0)
                reply(*next, api::updates::differenceEmpty{.date = 1, .seq = 0});
            else
                reply(*next, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
        }
        return found;
    }
};

fetch_failure unreachable() {
    return {};
}

} // namespace

TEST_CASE("refusals that can pass never skip anything, however often they come") {
    const std::vector<fetch_failure> passing{
        refusal(500, "INTERNAL"),
        refusal(-503, "TIMEOUT"),
        refusal(420, "FLOOD_WAIT", 1s),
        refusal(400, "PERSISTENT_TIMESTAMP_OUTDATED"),
        refusal(400, "SOMETHING_NEW"),
        refusal(403, "SOMETHING_ELSE"),
        refusal(406, "UPDATE_APP_TO_LOGIN"),
        unreachable(),
    };
    for (const auto& failure : passing)
        for (const std::int64_t where : {0, 71}) {
            CAPTURE(failure.name);
            with_channels s{1};
            if (where == 0)
                s.push(api::updatesTooLong{});
            else
                s.demand(where);
            for (auto failures = 1; failures <= 100; ++failures) {
                const auto asked = s.due(where);
                REQUIRE(asked);
                REQUIRE(asked->what != fetch_request::kind::state);
                CHECK(asked->from.pts == (where == 0 ? 10 : 20));
                CHECK(s.in.failed(*asked, failure, s.now) == fetch_reaction::later);
                // 1, 2, 4 … 60 seconds
                s.pass(pause_after(failures) - 1ms);
                REQUIRE_FALSE(s.due(where));
                s.pass(1ms);
            }
            CHECK(s.in.take_skips().empty());
            const auto asked = s.due(where);
            REQUIRE(asked);
            static_cast<void>(s.take());
            if (where == 0)
                s.reply(*asked, difference_to(11, {"at last"}));
            else
                s.reply(*asked, channel_difference_to(21, {"at last"}, true, where));
            CHECK(s.texts() == list{"at last"});
            // A success makes the pauses short again.
            if (where == 0)
                s.push(api::updatesTooLong{});
            else
                s.demand(where);
            const auto again = s.due(where);
            REQUIRE(again);
            s.fail(*again, failure);
            s.pass(1s);
            CHECK(s.due(where));
        }
}

TEST_CASE("a flood wait of any length is waited for, and only by its own stream") {
    with_channels s{2};
    s.push(api::updatesTooLong{});
    s.demand(71);
    s.fail(s.fetch(), refusal(420, "FLOOD_WAIT", 24h));
    s.fail(s.fetch(), refusal(420, "FLOOD_WAIT", 48h));

    s.demand(72);
    const auto other = s.fetch();
    CHECK(other.id == 72);
    s.reply(other, channel_difference_to(21, {"c"}, true, 72));
    s.push(together({new_text("a", 11), new_post("b", 21, 71)}));
    CHECK(s.texts() == list{"c", "a", "b"});

    std::set<std::int64_t> early;
    for (auto hours = 1; hours < 24; ++hours) {
        s.push(api::updateShort{.update = api::updateConfig{}});
        for (auto quarters = 0; quarters < 4; ++quarters) {
            s.pass(15min - 1ms);
            while (const auto next = s.in.next_fetch(s.now)) {
                early.insert(next->id);
                s.reply(*next, api::updates::channelDifferenceEmpty{.final = true, .pts = 21});
            }
            s.push(api::updateShort{.update = api::updateConfig{}});
        }
    }
    CHECK_FALSE(early.contains(0));
    CHECK_FALSE(early.contains(71));
    s.pass(1h + 1min);
    CHECK(s.fetch().id == common_sequence);
}

TEST_CASE("a channel that fails for ever delays neither the account nor other channels") {
    with_channels s{
        3,
    };
    s.demand(71);
    s.fail(s.fetch(), refusal(500, "INTERNAL"));
    for (auto rounds = 0; rounds < 20; ++rounds) {
        s.pass(1min);
        s.push(together({new_text("x", 11 + rounds)}));
        s.demand(72);
        s.demand(73);
        s.push(api::updatesTooLong{});
        std::vector<std::int64_t> order;
        while (const auto next = s.in.next_fetch(s.now)) {
            order.push_back(next->id);
            if (next->id == 71)
                s.fail(*next, refusal(500, "INTERNAL"));
            else if (next->id == 0)
                s.reply(*next, difference_to(11 + rounds));
            else
                s.reply(*next, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
        }
        std::sort(order.begin(), order.end());
        CHECK(order == std::vector<std::int64_t>{0, 71, 72, 73});
    }
    CHECK(s.texts().size() == 20);
}

TEST_CASE("differences of channels are fetched a few at a time, first come, first served; the "
          "account's at once") {
    with_channels s{6, {.most_differences = 2}};
    for (const std::int64_t channel : {76, 75, 74, 73})
        s.demand(channel);
    const auto first = s.fetch();
    const auto second = s.fetch();
    CHECK(first.id == 76);
    CHECK(second.id == 75);
    CHECK_FALSE(s.fetches());
    s.push(api::updatesTooLong{});
    CHECK(s.fetch().id == common_sequence);
    CHECK_FALSE(s.fetches());

    // The next part of a long difference stands behind the others.
    s.reply(first, channel_difference_to(21, {"a"}, false, 76));
    CHECK(s.fetch().id == 74);
    s.fail(second, unreachable());
    CHECK(s.fetch().id == 73);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a channel that hangs keeps its place, and the others take turns in the rest") {
    with_channels s{3, {.most_differences = 2}};
    s.demand(71);
    static_cast<void>(s.fetch()); // no answer
    for (auto rounds = 0; rounds < 10; ++rounds) {
        s.demand(72);
        s.demand(73);
        for (const std::int64_t expected : {72, 73}) {
            const auto asked = s.fetch();
            CHECK(asked.id == expected);
            s.reply(asked, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
        }
    }
}

TEST_CASE(
    "a channel that is closed to the account is forgotten, with an event and what was received"
) {
    for (const auto* name :
         {"CHANNEL_PRIVATE",
          "CHANNEL_INVALID",
          "USER_BANNED_IN_CHANNEL",
          "CHANNEL_PUBLIC_GROUP_NA",
          "CHAT_FORBIDDEN"})
        for (const auto code : {400, 403, 406}) {
            with_channels s{2};
            s.push(together({new_post("received", 25, 71)}));
            s.pass(500ms);
            CHECK(s.in.failed(s.fetch(), refusal(code, name), s.now) == fetch_reaction::forget);

            CHECK(s.texts() == list{"received"});
            const auto skips = s.in.take_skips();
            REQUIRE(skips.size() == 1);
            CHECK(skips[0].where == 71);
            CHECK(skips[0].why == updates_skipped::cause::refused);
            CHECK(skips[0].refusal == name);
            CHECK(skips[0].from == 20);
            CHECK(s.in.at(71) == 0);
            CHECK(s.in.at(72) == 20);
            s.pass(1min);
            CHECK_FALSE(s.fetches());
            s.push(together({new_text("a", 11), new_post("b", 21, 72)}));
            CHECK(s.texts() == list{"a", "b"});
        }
}

TEST_CASE("a position that Telegram does not know is given up, with an event") {
    for (const auto* name : {"PERSISTENT_TIMESTAMP_EMPTY", "PERSISTENT_TIMESTAMP_INVALID"}) {
        SUBCASE("of a channel: the updates that were received set the next one") {
            with_channels s{1};
            s.push(together({new_post("received", 25, 71), new_post("next", 26, 71)}));
            s.pass(500ms);
            s.fail(s.fetch(), refusal(400, name));
            CHECK(s.texts() == list{"received", "next"});
            const auto skips = s.in.take_skips();
            REQUIRE(skips.size() == 1);
            CHECK(skips[0].from == 20);
            CHECK(skips[0].to == 24);
            CHECK(skips[0].why == updates_skipped::cause::position_lost);
            CHECK(s.in.at(71) == 26);
        }
        SUBCASE("of the account: updates.getState tells the next one") {
            engine_scene s;
            s.push(api::updatesTooLong{});
            s.fail(s.fetch(), refusal(400, name));
            const auto asked = s.fetch();
            CHECK(asked.what == fetch_request::kind::state);
            s.push(together({new_text("received", 40), new_text("next", 51)}));
            s.in.accept(asked, api::updates::State{state_at(50, 3)}, s.now);
            CHECK(s.texts() == list{"received", "next"});
            CHECK(s.in.state().pts == 51);
            CHECK(s.in.state().qts == 3);
            const auto skips = s.in.take_skips();
            REQUIRE(skips.size() == 1);
            CHECK(skips[0].from == 10);
            CHECK(skips[0].to == 50);
        }
    }
}

TEST_CASE(
    "a difference that cannot be read is asked for a few times and then skipped, with an event"
) {
    fetch_failure malformed;
    malformed.what = fetch_failure::kind::malformed;
    SUBCASE("of the account") {
        engine_scene s;
        s.push(api::updatesTooLong{});
        for (auto failures = 1; failures <= most_useless_answers; ++failures) {
            const auto asked = s.fetch();
            CHECK(asked.what == fetch_request::kind::difference);
            s.fail(asked, malformed);
            if (failures < most_useless_answers)
                s.pass(pause_after(failures));
        }
        // Not even the position can be read: that is asked for as long as it takes.
        for (auto failures = 0; failures < 20; ++failures) {
            const auto asked = s.fetch();
            CHECK(asked.what == fetch_request::kind::state);
            s.fail(asked, malformed);
            s.pass(1min);
        }
        s.in.accept(s.fetch(), api::updates::State{state_at(12)}, s.now);
        CHECK(s.in.take_skips().size() == 1);
        s.push(together({new_text("a", 13)}));
        CHECK(s.texts() == list{"a"});
    }
    SUBCASE("of a channel, which concerns no other") {
        with_channels s{2};
        s.demand(71);
        for (auto failures = 1; failures <= most_useless_answers; ++failures) {
            s.fail(s.fetch(), malformed);
            s.pass(pause_after(failures));
        }
        const auto skips = s.in.take_skips();
        REQUIRE(skips.size() == 1);
        CHECK(skips[0].where == 71);
        CHECK(s.in.at(72) == 20);
        CHECK_FALSE(s.fetches());
    }
    SUBCASE("and one that could be read in between starts the count anew") {
        engine_scene s;
        for (auto rounds = 0; rounds < 3; ++rounds) {
            for (auto failures = 1; failures < most_useless_answers; ++failures) {
                s.push(api::updatesTooLong{});
                s.fail(s.fetch(), malformed);
                s.pass(pause_after(failures));
            }
            const auto asked = s.fetch();
            CHECK(asked.what == fetch_request::kind::difference);
            s.reply(asked, difference_to(11 + rounds));
        }
        CHECK(s.in.take_skips().empty());
    }
}

TEST_CASE("a channel without an access hash is given up after a few attempts, with an event") {
    with_channels s{1};
    fetch_failure unknown;
    unknown.what = fetch_failure::kind::no_access_hash;
    s.demand(71);
    for (auto failures = 1; failures <= most_useless_answers; ++failures) {
        s.fail(s.fetch(), unknown);
        s.pass(pause_after(failures));
    }
    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].why == updates_skipped::cause::no_access_hash);
}

TEST_CASE("a signed-out account ends, whichever stream is told so") {
    for (const std::int64_t where : {0, 71})
        for (const auto& failure :
             {refusal(401, "AUTH_KEY_UNREGISTERED"),
              refusal(401, "SESSION_REVOKED"),
              refusal(406, "AUTH_KEY_DUPLICATED")}) {
            with_channels s{1};
            if (where == 0)
                s.push(api::updatesTooLong{});
            else
                s.demand(where);
            CHECK(s.in.failed(s.fetch(), failure, s.now) == fetch_reaction::end);
            CHECK(s.in.take_skips().empty());
        }
}

TEST_CASE("a new link ends the pauses that the lack of one has caused, and no others") {
    with_channels s{2};
    s.push(api::updatesTooLong{});
    s.demand(71);
    s.demand(72);
    s.fail(s.fetch(), unreachable());
    s.fail(s.fetch(), unreachable());
    s.fail(s.fetch(), refusal(420, "FLOOD_WAIT", 1h));
    CHECK_FALSE(s.fetches());

    s.in.reconnected(s.now);

    CHECK(s.fetch().id == 0);
    CHECK(s.fetch().id == 71);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("updates that come next are passed on while a difference waits for a refusal to pass") {
    with_channels s{1};
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    s.push(together({new_text("a", 11)}));
    s.fail(asked, refusal(420, "FLOOD_WAIT", 1h));
    s.push(together({new_text("b", 12)}));
    CHECK(s.texts() == list{"a", "b"});
    s.pass(1h);
    CHECK(s.fetch().from.pts == 12);
}

TEST_CASE("a check of a quiet channel that fails delays the others for a second, and no difference "
          "that is due") {
    with_channels s{4};
    s.in.reconnected(s.now);
    s.reply(s.fetch(), difference_to(10));
    const auto failing = s.fetch();
    const auto other = s.fetch();
    s.fail(failing, refusal(420, "FLOOD_WAIT", 100s));
    s.reply(other, api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
    CHECK_FALSE(s.fetches());
    s.demand(74);
    CHECK(s.fetch().id == 74);
    s.pass(1s);
    CHECK(s.fetch().id == 73);
}

TEST_CASE("a channel waits for a link once, however often its difference takes too long") {
    with_channels s{3};
    fetch_failure too_late;
    too_late.what = fetch_failure::kind::unreachable;
    s.demand(72);
    s.fail(s.fetch(), too_late);
    CHECK(s.in.unreachable() == 1);
    s.demand(71);
    for (auto times = 0; times < 20; ++times) {
        const auto asked = s.fetch();
        s.fail(asked, too_late);
        CHECK(s.in.unreachable() == 2);
        while (!s.in.deadline() || *s.in.deadline() > s.now)
            s.now = std::max(s.now + 1ms, *s.in.deadline());
    }
    s.in.channel_lost(71);
    CHECK(s.in.unreachable() == 1);
    s.in.reconnected(s.now);
    CHECK(s.in.unreachable() == 0);
}
