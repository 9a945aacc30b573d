// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "engine_scene.hpp"

// Channels: their first updates, their differences, polling.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

api::Update read_inbox(std::int32_t pts, std::int64_t channel = 77) {
    api::updateReadChannelInbox value{};
    value.channel_id = channel;
    value.pts = pts;
    return value;
}

/// An engine that knows channel 77 at pts 20, and has delivered its message 20.
struct in_channel : engine_scene {
    in_channel() {
        push(together({new_post("known", 20)}));
        static_cast<void>(take());
        static_cast<void>(in.take_adopted());
    }

    fetch_request ask() {
        push(together({api::updateChannelTooLong{.channel_id = 77}}));
        static_cast<void>(take());
        const auto asked = fetch();
        CHECK(asked.what == fetch_request::kind::channel_difference);
        CHECK(asked.id == 77);
        return asked;
    }
};

} // namespace

TEST_CASE("the first update of a channel sets its position, which is told at once") {
    engine_scene s;
    s.push(together({new_post("a", 20)}));
    CHECK(s.texts() == list{"a"});
    const auto adopted = s.in.take_adopted();
    REQUIRE(adopted.size() == 1);
    CHECK(adopted[0] == channel_state{77, 19});
    CHECK(s.in.at(77) == 20);
    s.push(together({new_post("b", 21)}));
    CHECK(s.texts() == list{"b"});
    CHECK(s.in.take_adopted().empty());
}

TEST_CASE("after a first update without a step a message with the same number is not lost"
) { // defect 2
    for (const std::int32_t pts : {1, 2, 20}) {
        engine_scene s;
        s.push(together({read_inbox(pts)}));
        s.push(together({new_post("a", std::max(pts, 2))}));
        CHECK(s.texts() == list{"a"});
        CHECK(s.in.take_adopted().front().pts >= 1);
        s.pass(1min);
        CHECK_FALSE(s.fetches());
    }
}

TEST_CASE("a gap in a channel is filled by the channel's difference") {
    in_channel s;
    s.push(together({new_post("d", 24)}));
    s.push(together({new_text("a", 11)}));
    CHECK(s.texts() == list{"a"});
    s.pass(500ms);
    const auto asked = s.fetch();
    CHECK(asked.id == 77);
    CHECK(asked.from.pts == 20);
    CHECK_FALSE(s.fetches());
    s.reply(asked, channel_difference_to(23, {"b", "c"}));
    CHECK(s.texts() == list{"b", "c", "d"});
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE(
    "the last part of a channel's difference brings messages and other updates, as each part does"
) { // defect 1
    in_channel s;
    api::updateDeleteChannelMessages deleted{};
    deleted.channel_id = 77;
    deleted.messages.push_back(3);
    deleted.pts = 22;
    deleted.pts_count = 1;
    auto part = channel_difference_to(22, {"a"}, false);
    part.other_updates.push_back(deleted);
    s.reply(s.ask(), part);
    deleted.pts = 24;
    part = channel_difference_to(24, {"b"}, true);
    part.other_updates.push_back(deleted);
    const auto second = s.fetch();
    CHECK(second.from.pts == 22);
    s.reply(second, part);

    const auto updates = s.take();
    REQUIRE(updates.size() == 4);
    CHECK(updates[0].update->is<api::updateNewChannelMessage>());
    CHECK(updates[1].update->is<api::updateDeleteChannelMessages>());
    CHECK(updates[1].before == 20);
    CHECK(updates[1].after == 22);
    CHECK(updates[2].update->is<api::updateNewChannelMessage>());
    CHECK(updates[3].update->is<api::updateDeleteChannelMessages>());
    CHECK(updates[3].before == 22);
    CHECK(updates[3].after == 24);
    CHECK(updates[3].sequence == 77);
    CHECK(s.in.at(77) == 24);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("an update beside updateChannelTooLong does not come twice") { // defect 8
    in_channel s;
    SUBCASE("if there is a gap before it") {
        s.push(together({api::updateChannelTooLong{.channel_id = 77}, new_post("b", 22)}));
        CHECK(s.texts().empty());
        s.reply(s.fetch(), channel_difference_to(22, {"a", "b"}));
        CHECK(s.texts() == list{"a", "b"});
    }
    SUBCASE("if it is the next one") {
        s.push(together({api::updateChannelTooLong{.channel_id = 77}, new_post("a", 21)}));
        CHECK(s.texts() == list{"a"});
        const auto asked = s.fetch();
        CHECK(asked.from.pts == 21);
        s.reply(asked, channel_difference_to(22, {"b"}));
        CHECK(s.texts() == list{"b"});
    }
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("updateChannelTooLong is passed on, and ignored where nothing is missing") {
    in_channel s;
    api::updateChannelTooLong reached{};
    reached.channel_id = 77;
    reached.pts = 20;
    s.push(together({reached}));
    CHECK(s.take().size() == 1);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a channel's difference that is too long brings the messages that Telegram still tells") {
    in_channel s;
    const auto asked = s.ask();
    // These were received already. Telegram tells the newest messages, the newest first.
    s.push(together({new_post("received", 480, 77, 90), new_post("after", 503, 77, 101)}));
    api::updateDeleteChannelMessages deleted{};
    deleted.channel_id = 77;
    deleted.messages.push_back(3);
    deleted.pts = 485;
    deleted.pts_count = 1;
    s.push(together({deleted}));

    s.reply(
        asked,
        too_long_at(
            500,
            {post("newest", 77, 99),
             post("middle", 77, 95),
             post("received", 77, 90),
             post("older", 77, 80),
             post("known", 77, 20)}
        )
    );

    const auto updates = s.take();
    list texts;
    for (const auto& each : updates)
        texts.push_back(message_in(each) != nullptr ? message_in(each)->message.str() : "deletion");
    CHECK(texts == list{"older", "received", "deletion", "middle", "newest"});
    for (const auto& each : updates) {
        CHECK(each.sequence == 77);
        CHECK(each.before == 20);
        CHECK(each.after == 500);
    }
    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].where == 77);
    CHECK(skips[0].why == updates_skipped::cause::too_long);
    CHECK(skips[0].from == 20);
    CHECK(skips[0].to == 500);
    CHECK(skips[0].newest_messages == 4);
    CHECK(s.in.at(77) == 500);
    s.pass(1s);
    const auto next = s.fetch();
    CHECK(next.from.pts == 500);
    s.reply(next, channel_difference_to(502, {"x", "y"}));
    CHECK(s.texts() == list{"x", "y", "after"});
}

TEST_CASE(
    "after a restart the messages of a difference that is too long are those since the stored date"
) {
    engine_scene s{stored_at{{10, 0, 1'700'000'000, 0, {{77, 20}}}}};
    auto old_post = post("old", 77, 90);
    old_post.date = 1'699'999'999;
    static_cast<void>(s.fetch());
    s.reply(s.fetch(), too_long_at(500, {post("new", 77, 95), old_post}));
    CHECK(s.texts() == list{"new"});
}

TEST_CASE("parts of a channel's difference that lead nowhere come to an end") { // S-94, S-95
    for (const std::int32_t pts : {20, 19, 0, -1, INT32_MIN}) {
        in_channel s;
        auto asked = s.ask();
        auto answers = 1;
        for (; answers < 100; ++answers) {
            if (pts > 0)
                s.reply(asked, channel_difference_to(pts, {"again"}, false));
            else
                s.reply(asked, too_long_at(pts));
            s.pass(1min);
            const auto next = s.in.next_fetch(s.now);
            if (!next)
                break;
            asked = *next;
        }
        CHECK(answers == most_useless_answers);
        const auto skips = s.in.take_skips();
        REQUIRE(skips.size() == 1);
        CHECK(skips[0].where == 77);
        CHECK(skips[0].from == 20);
        CHECK(skips[0].why == updates_skipped::cause::unusable_difference);
        CHECK(s.texts().size() <= 1);
        // The next update starts the channel anew.
        s.push(together({new_post("anew", 40)}));
        CHECK(s.texts() == list{"anew"});
    }
}

TEST_CASE("a channel's difference from an old copy of the server moves nothing back") {
    in_channel s;
    s.reply(s.ask(), channel_difference_to(19));
    CHECK(s.in.at(77) == 20);
    s.pass(1s);
    s.reply(s.fetch(), channel_difference_to(21, {"a"}));
    CHECK(s.texts() == list{"a"});
    CHECK(s.in.take_skips().empty());
}

TEST_CASE("a channel that was left is forgotten, with what was received passed on") {
    in_channel s;
    s.push(together({new_post("received", 25)}));
    s.in.channel_lost(77);
    s.in.channel_lost(4711);
    CHECK(s.texts() == list{"received"});
    CHECK(s.in.at(77) == 0);
    CHECK(s.in.take_moved().channels == std::vector<std::int64_t>{77});
    CHECK(s.in.position().channels.empty());
    s.pass(1min);
    CHECK_FALSE(s.fetches());
    // What was on its way does not start it anew, and neither brings anything twice.
    s.push(together({new_post("late", 22), new_post("received", 25)}));
    CHECK(s.texts().empty());
    // It may be joined again.
    s.push(together({new_post("back", 90)}));
    CHECK(s.texts() == list{"back"});
}

TEST_CASE("a difference of a channel that was left meanwhile is ignored") {
    in_channel s;
    const auto asked = s.ask();
    s.in.channel_lost(77);
    s.push(together({new_post("back", 90)}));
    s.reply(asked, channel_difference_to(22, {"a", "b"}));
    CHECK(s.texts() == list{"back"});
    CHECK(s.in.at(77) == 90);
}

TEST_CASE("a polled channel is asked at its interval, and not sooner than the server says") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    const auto first = s.fetch();
    CHECK(first.id == 77);
    CHECK(first.from.pts == 0);
    // What was posted before is not new.
    s.reply(first, channel_difference_to(20, {"old"}, true));
    CHECK(s.texts().empty());
    CHECK(s.in.take_skips().empty());
    CHECK(s.in.at(77) == 20);

    s.pass(9s);
    CHECK_FALSE(s.fetches());
    s.pass(1s);
    auto some = channel_difference_to(21, {"new"});
    some.timeout = 30;
    s.reply(s.fetch(), some);
    CHECK(s.texts() == list{"new"});
    s.pass(29s);
    CHECK_FALSE(s.fetches());
    s.pass(1s);
    const auto asked = s.fetch();
    s.in.poll(77, 0s, s.now);
    s.reply(asked, api::updates::channelDifferenceEmpty{.final = true, .pts = 21});
    s.pass(5min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a polled channel with a long history starts at its end") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    s.reply(s.fetch(), too_long_at(500, {post("old", 77, 99)}));
    CHECK(s.texts().empty());
    CHECK(s.in.take_skips().empty());
    CHECK(s.in.at(77) == 500);
}

TEST_CASE("a polled channel is not lost when it is shown as one that the account is not in") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    s.in.channel_lost(77);
    s.reply(s.fetch(), channel_difference_to(20, {"old"}));
    s.in.channel_lost(77);
    s.pass(10s);
    const auto asked = s.fetch();
    CHECK(asked.from.pts == 20);
    s.reply(asked, channel_difference_to(21, {"new"}));
    CHECK(s.texts() == list{"new"});
    s.in.poll(77, 0s, s.now);
    s.in.channel_lost(77);
    CHECK(s.in.at(77) == 0);
}

TEST_CASE("a polled channel starts at its end, however many parts lead there") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    s.reply(s.fetch(), channel_difference_to(2, {"old"}, false));
    const auto asked = s.fetch();
    CHECK(asked.position_only);
    CHECK(asked.from.pts == 2);
    s.reply(asked, channel_difference_to(20, {"not so old", "not new"}));
    CHECK(s.texts().empty());
    CHECK(s.in.take_adopted().empty());
    CHECK(s.in.at(77) == 20);
    s.pass(10s);
    s.reply(s.fetch(), channel_difference_to(21, {"new"}));
    CHECK(s.texts() == list{"new"});
}

TEST_CASE("a polled channel that the account has not seen is tried at its interval until it has") {
    engine_scene s;
    fetch_failure unknown;
    unknown.what = fetch_failure::kind::no_access_hash;
    s.in.poll(77, 10s, s.now);
    for (auto rounds = 0; rounds < 10; ++rounds) {
        s.fail(s.fetch(), unknown);
        CHECK_FALSE(s.fetches());
        s.pass(9s);
        CHECK_FALSE(s.fetches());
        s.pass(1s);
    }
    s.fail(s.fetch(), unknown);
    CHECK(s.in.take_skips().empty());
    auto delays = s.in.take_delays();
    REQUIRE(delays.size() == 1);
    CHECK(
        to_string(delays[0]) ==
        "missed updates of channel 77 cannot be fetched for now (the access "
        "hash of the channel is not known)"
    );
    SUBCASE("which another call tries at once") {
        s.in.poll(77, 10s, s.now);
        s.reply(s.fetch(), channel_difference_to(20, {"old"}));
        delays = s.in.take_delays();
        REQUIRE(delays.size() == 1);
        CHECK(delays[0].over);
        s.pass(10s);
        s.reply(s.fetch(), channel_difference_to(21, {"new"}));
        CHECK(s.texts() == list{"new"});
    }
    SUBCASE("or the program does not want it any more") {
        s.in.poll(77, 0s, s.now);
        s.pass(5min);
        CHECK_FALSE(s.fetches());
    }
}

TEST_CASE("positions tell which channels moved, each once") {
    in_channel s;
    static_cast<void>(s.in.take_moved());
    s.push(together({new_post("a", 21), new_post("b", 22), new_post("c", 5, 78)}));
    const auto moved = s.in.take_moved();
    CHECK_FALSE(moved.account);
    CHECK(moved.channels == std::vector<std::int64_t>{77, 78});
    CHECK(s.in.take_moved().channels.empty());
    CHECK(s.in.position().channels == std::vector<channel_state>{{77, 22}, {78, 5}});
}

TEST_CASE(
    "a channel whose updates are too many to be pushed is fetched, also if that is told out of "
    "order"
) {
    engine_scene s;
    s.push(together({new_post("known", 20)}, 1));
    static_cast<void>(s.take());
    s.push(together({api::updateChannelTooLong{.channel_id = 77}}, 3));
    SUBCASE("before the container that is missing") {
        CHECK(s.fetch().id == 77);
        s.push(together({api::updateConfig{}}, 2));
    }
    SUBCASE("and the container that is missing comes soon") {
        s.push(together({api::updateConfig{}}, 2));
        CHECK(s.fetch().id == 77);
    }
    CHECK(s.in.state().seq == 3);
}

TEST_CASE(
    "while too many updates of a channel wait, further ones are left to the server, and others "
    "are not"
) {
    in_channel s;
    s.in.hold_back(77);
    s.in.hold_back(78); // unknown
    s.push(together({new_post("a", 21), new_post("b", 22), new_post("other", 5, 78)}));
    CHECK(s.texts() == list{"other"});
    CHECK(s.in.at(77) == 20);
    CHECK(s.in.held_bytes() == 0);
    s.push(together({api::updateChannelTooLong{.channel_id = 77}}));
    s.push(together({new_text("private", 11)}));
    static_cast<void>(s.take());
    s.pass(1min);
    CHECK_FALSE(s.fetches());

    s.in.resume(77, s.now);
    const auto asked = s.fetch();
    CHECK(asked.id == 77);
    CHECK(asked.from.pts == 20);
    s.reply(asked, channel_difference_to(22, {"a", "b"}));
    s.push(together({new_post("c", 23)}));
    CHECK(s.texts() == list{"a", "b", "c"});
    CHECK_FALSE(s.fetches());
    s.in.resume(77, s.now);
    s.in.resume(78, s.now);
    CHECK_FALSE(s.fetches());
}

TEST_CASE(
    "a channel that is held back while its difference is fetched is not asked again before it "
    "may continue"
) {
    in_channel s;
    const auto asked = s.ask();
    s.in.hold_back(77);
    s.reply(asked, channel_difference_to(22, {"a", "b"}, false));
    CHECK(s.texts() == list{"a", "b"});
    s.pass(1min);
    CHECK_FALSE(s.fetches());

    // Not even after silence or an outage; others are.
    s.push(together({new_post("other", 5, 78)}));
    static_cast<void>(s.take());
    s.in.reconnected(s.now);
    const auto account = s.fetch();
    CHECK(account.what == fetch_request::kind::difference);
    s.reply(account, difference_to(10));
    const auto other = s.fetch();
    CHECK(other.id == 78);
    s.reply(other, channel_difference_to(5, {}, true, 78));
    CHECK_FALSE(s.fetches());
    s.in.resume(77, s.now);
    CHECK(s.fetch().from.pts == 22);
}

TEST_CASE("an empty difference that leads past updates of a channel skips them, which is told") {
    in_channel s;
    s.reply(s.ask(), api::updates::channelDifferenceEmpty{.final = true, .pts = 20});
    CHECK(s.in.take_skips().empty());
    s.reply(s.ask(), api::updates::channelDifferenceEmpty{.final = true, .pts = 25});
    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].where == 77);
    CHECK(skips[0].why == updates_skipped::cause::left_out);
    CHECK(skips[0].from == 20);
    CHECK(skips[0].to == 25);
    s.push(together({new_post("next", 26)}));
    CHECK(s.texts() == list{"next"});
}

TEST_CASE("among the many users of a container, those that an update names are found") {
    constexpr std::int64_t many = 100;
    in_channel s;
    auto pts = 20;
    // Twice: the second container may lie in memory where the first one did.
    for (const std::int64_t first : {std::int64_t{1000}, std::int64_t{3000}}) {
        const auto one_by = [&](std::int64_t user) {
            api::updateNewChannelMessage update{};
            auto content = post("by " + std::to_string(user), 77, ++pts);
            content.from_id = api::Peer{api::peerUser{.user_id = user}};
            update.message = std::move(content);
            update.pts = pts;
            update.pts_count = 1;
            return api::Update{std::move(update)};
        };
        auto all = together({});
        all.users = {};
        for (auto user = first; user < first + many; ++user) {
            all.updates.push_back(one_by(user));
            api::user member{};
            member.id = user;
            member.min = true;
            all.users.push_back(std::move(member));
        }
        all.updates.push_back(one_by(first + many));
        s.push(all);
        const auto texts = s.texts();
        CHECK(texts.size() == many);
        // The last one names somebody who did not come along, so that the difference is asked for.
        CHECK(s.in.held_bytes() != 0);
        s.pass(1s);
        s.reply(s.fetch(), channel_difference_to(pts, {"fetched"}));
        CHECK(s.texts() == list{"fetched"});
    }
}
