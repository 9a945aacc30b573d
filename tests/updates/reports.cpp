// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine_scene.hpp"

// Defects that users of Telegram clients have reported in public, each tried on the engine.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

constexpr std::int32_t date_of_start = 1'700'000'000;

api::Update channel_too_long(std::int64_t channel, std::optional<std::int32_t> pts = {}) {
    api::updateChannelTooLong value{};
    value.channel_id = channel;
    if (pts)
        value.pts = *pts;
    return value;
}

api::Message post_at(std::string what, std::int32_t id, std::int32_t date) {
    auto value = post(std::move(what), 77, id);
    value.date = date;
    return value;
}

api::Update edit_of(std::int32_t number, std::int32_t pts) {
    api::updateEditMessage value{};
    auto message = text("part " + std::to_string(number));
    message.id = 500;
    message.edit_date = date_of_start + number;
    value.message = message;
    value.pts = pts;
    value.pts_count = 1;
    return value;
}

api::Update edit_in_channel(std::int32_t pts) {
    api::updateEditChannelMessage value{};
    value.message = post("edited", 77, 3);
    value.pts = pts;
    value.pts_count = 1;
    return value;
}

std::string text_of_edit(const ordered_update& each) {
    const auto* edited = each.update->get_if<api::updateEditMessage>();
    const auto* message = edited != nullptr ? edited->message.get_if<api::message>() : nullptr;
    return message != nullptr ? message->message.str() : "";
}

/// Numbers that depend on a seed alone.
struct dice {
    std::uint64_t state;
    std::uint32_t below(std::uint32_t limit) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::uint32_t>(state >> 33) % limit;
    }
};

} // namespace

TEST_CASE("the time-out of a channel's difference is a hint for polling, and no ban on gaps") {
    for (const auto* form : {"difference", "empty", "too long"}) {
        CAPTURE(form);
        const auto is = [form](const char* one) { return std::string{form} == one; };
        engine_scene s;
        s.push(together({new_post("known", 20)}));
        s.push(together({channel_too_long(77)}));
        const auto asked = s.fetch();
        auto reached = 20;
        if (is("empty")) {
            api::updates::channelDifferenceEmpty none{};
            none.final = true;
            none.pts = reached;
            none.timeout = 300;
            s.reply(asked, none);
        } else if (is("too long")) {
            auto jump = too_long_at(reached = 400, {});
            jump.timeout = 300;
            s.reply(asked, jump);
        } else {
            auto some = channel_difference_to(reached = 21, {"missed"});
            some.timeout = 300;
            s.reply(asked, some);
        }
        static_cast<void>(s.take());

        s.pass(1s);
        s.push(together({new_post("b", reached + 2)}));
        s.pass(500ms);
        s.reply(s.fetch(), channel_difference_to(reached + 1, {"a"}));
        s.push(together({new_post("c", reached + 3)}));
        CHECK(s.texts() == list{"a", "b", "c"});
    }
}

TEST_CASE("a gap in a polled channel does not wait for the next poll") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    auto first = channel_difference_to(20, {"old"});
    first.timeout = 300;
    s.reply(s.fetch(), first);
    s.push(together({new_post("b", 22)}));
    s.pass(500ms);
    s.reply(s.fetch(), channel_difference_to(21, {"a"}));
    CHECK(s.texts() == list{"a", "b"});
}

TEST_CASE("pushes of a polled channel before the answer to its first poll are not jumped over") {
    engine_scene s;
    s.in.poll(77, 10s, s.now);
    const auto asked = s.fetch();
    CHECK(asked.position_only);
    s.push(together({new_post("a", 20)}));
    s.reply(asked, too_long_at(22, {post("c", 77, 22)}));
    CHECK(s.texts() == list{"a"});
    const auto again = s.fetch();
    CHECK(again.from.pts == 20);
    s.reply(again, channel_difference_to(22, {"b", "c"}));
    CHECK(s.texts() == list{"b", "c"});
}

TEST_CASE("a gap before a combined container demands the difference, and later containers do not "
          "wait for it") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    const auto combined = [](std::int32_t first, std::int32_t last, api::Update update) {
        api::updatesCombined value{};
        value.updates.push_back(std::move(update));
        value.users.push_back(person(5));
        value.seq_start = first;
        value.seq = last;
        return value;
    };
    s.push(combined(7, 8, new_text("a", 11)));
    s.push(combined(9, 9, api::updateConfig{}));
    CHECK(s.texts() == list{"a"});
    s.pass(500ms);
    const auto asked = s.fetch();
    CHECK(asked.what == fetch_request::kind::difference);
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateConfig::tl_id});
    s.push(combined(10, 11, new_text("b", 12)));
    s.push(combined(12, 12, api::updateConfig{}));
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateConfig::tl_id});
    auto all = difference_to(11, {});
    all.state.seq = 12;
    s.reply(asked, all);
    CHECK(s.texts() == list{"b"});
    CHECK(s.in.state().seq == 12);
    // That one may have been older than the containers which came meanwhile.
    s.reply(s.fetch(), api::updates::differenceEmpty{.date = 1, .seq = 12});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("slices of which only the date moves do not loop for ever") {
    engine_scene s;
    s.push(api::updatesTooLong{});
    auto date = date_of_start;
    auto slices = 0;
    std::optional<fetch_request> asked;
    for (auto minutes = 0; minutes < 30; ++minutes) {
        while ((asked = s.in.next_fetch(s.now)) && asked->what == fetch_request::kind::difference) {
            REQUIRE(++slices < 50);
            auto slice = slice_to(10, {"again and again"});
            slice.intermediate_state.date = ++date;
            s.reply(*asked, slice);
        }
        if (asked)
            break;
        s.pass(1min);
    }
    REQUIRE(asked);
    CHECK(asked->what == fetch_request::kind::state);
    s.in.accept(*asked, api::updates::State{state_at(50)}, s.now);
    CHECK(s.texts() == list{"again and again"});
    REQUIRE(s.in.take_skips().size() == 1);
    s.push(together({new_text("next", 51)}));
    CHECK(s.texts() == list{"next"});
}

TEST_CASE("slices of which only qts moves lead on") {
    engine_scene s{{.pts = 10, .qts = 3, .date = 1, .seq = 0}};
    s.push(api::updatesTooLong{});
    for (std::int32_t qts = 4; qts < 40; ++qts) {
        auto slice = slice_to(10);
        slice.intermediate_state.qts = qts;
        slice.other_updates.push_back(stopped(qts));
        const auto asked = s.fetch();
        CHECK(asked.from.qts == qts - 1);
        s.reply(asked, slice);
        CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateBotStopped::tl_id});
    }
    CHECK(s.in.take_skips().empty());
}

TEST_CASE("a position that is refused again and again is not asked for in a loop") {
    for (const std::int64_t where : {0, 77}) {
        engine_scene s;
        s.push(together({new_post("known", 20)}));
        auto requests = 0;
        std::int32_t pts = 10;
        std::int32_t channel_pts = 20;
        for (auto minutes = 0; minutes < 60; ++minutes) {
            // Every second update is lost.
            if (where == 0)
                s.push(together({new_text("a", pts += 2)}));
            else
                s.push(together({new_post("a", channel_pts += 2)}));
            for (auto halves = 0; halves < 120; ++halves) {
                while (const auto asked = s.in.next_fetch(s.now)) {
                    REQUIRE(++requests < 400);
                    if (asked->what == fetch_request::kind::state)
                        s.in.accept(*asked, api::updates::State{state_at(pts)}, s.now);
                    else
                        s.fail(*asked, refusal(400, "PERSISTENT_TIMESTAMP_INVALID"));
                }
                s.pass(500ms);
            }
        }
        const auto texts = s.texts();
        CHECK(std::count(texts.begin(), texts.end(), "a") == 60);
    }
}

TEST_CASE("a channel whose difference fails for a day holds up nothing, and is asked for once a "
          "minute") {
    for (const auto* name : {"PERSISTENT_TIMESTAMP_OUTDATED", "HISTORY_GET_FAILED"}) {
        engine_scene s;
        s.push(together({new_post("known", 20, 71), new_post("known", 20, 72)}));
        s.push(together({new_post("behind a gap", 22, 71)}));
        s.pass(500ms);
        static_cast<void>(s.take());
        auto failures = 0;
        std::int32_t number = 0;
        list delivered;
        list written;
        const auto failing = [&] {
            while (const auto asked = s.in.next_fetch(s.now)) {
                if (asked->id == 71) {
                    ++failures;
                    s.fail(*asked, refusal(500, name));
                } else if (asked->id == 72) {
                    s.reply(*asked, channel_difference_to(20 + number, {}, true, 72));
                } else {
                    s.reply(*asked, api::updates::differenceEmpty{.date = 1, .seq = 0});
                }
            }
        };
        for (auto minutes = 0; minutes < 24 * 60; ++minutes) {
            ++number;
            const auto what = std::to_string(number);
            written.push_back("private " + what);
            written.push_back("post " + what);
            s.push(together({new_text("private " + what, 10 + number)}));
            s.push(together({new_post("post " + what, 20 + number, 72)}));
            failing();
            for (const auto& each : s.texts())
                delivered.push_back(each);
            for (auto seconds = 0; seconds < 60; ++seconds) {
                s.pass(1s);
                failing();
            }
        }
        CHECK(delivered == written);
        CHECK(failures >= 24 * 60);
        CHECK(failures <= 24 * 60 + 10);
        CHECK(s.in.take_skips().empty());
        auto delays = s.in.take_delays();
        REQUIRE(delays.size() == 1);
        CHECK(delays[0].where == 71);
        CHECK(delays[0].reason == name);
        CHECK(s.in.is_delayed(71));
        CHECK_FALSE(s.in.is_delayed(72));
        CHECK_FALSE(s.in.is_delayed(common_sequence));
        s.pass(1min);
        const auto asked = s.fetch();
        CHECK(asked.id == 71);
        s.reply(asked, channel_difference_to(22, {"lost", "behind a gap"}, true, 71));
        CHECK(s.texts() == list{"lost", "behind a gap"});
        delays = s.in.take_delays();
        REQUIRE(delays.size() == 1);
        CHECK(delays[0].over);
    }
}

TEST_CASE("updates that name users and channels which come along with nothing are passed on with "
          "the rest of their container") {
    engine_scene s;
    api::updateUserStatus status{};
    status.user_id = 99;
    status.status = api::userStatusRecently{};
    s.push(together({
        api::updateChannel{.channel_id = 78},
        new_text("a", 11),
        status,
        api::updateChat{.chat_id = 8},
        new_text("b", 12),
    }));
    CHECK(
        s.constructors() ==
        std::vector<std::uint32_t>{
            api::updateNewMessage::tl_id,
            api::updateNewMessage::tl_id,
            api::updateChannel::tl_id,
            api::updateUserStatus::tl_id,
            api::updateChat::tl_id,
        }
    );
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a message from an unknown sender does not wait for a difference that is refused for "
          "long") {
    SUBCASE("by errors of the server") {
        for (const std::int64_t where : {0, 77}) {
            CAPTURE(where);
            engine_scene s;
            s.push(together({new_post("known", 20)}));
            static_cast<void>(s.take());
            auto stranger = where == 0 ? text("who am I?", 99) : post("who am I?", 77, 21);
            stranger.from_id = api::peerUser{.user_id = 99};
            if (where == 0) {
                api::updateNewMessage update{};
                update.message = stranger;
                update.pts = 11;
                update.pts_count = 1;
                s.push(together({update, new_text("next", 12)}));
            } else {
                api::updateNewChannelMessage update{};
                update.message = stranger;
                update.pts = 21;
                update.pts_count = 1;
                s.push(together({update, new_post("next", 22)}));
            }
            auto failures = 0;
            for (auto seconds = 0; seconds < 10; ++seconds) {
                while (const auto asked = s.in.next_fetch(s.now)) {
                    CHECK(asked->id == where);
                    s.fail(*asked, refusal(500, "INTERNAL"));
                    ++failures;
                }
                s.pass(1s);
            }
            CHECK(failures > 2);
            CHECK(s.texts() == list{"who am I?", "next"});
        }
    }
    SUBCASE("by a flood wait, and those that come during the wait") {
        engine_scene s;
        s.push(brief("a", 11, 98));
        s.fail(s.fetch(), refusal(420, "FLOOD_WAIT", 3600s));
        CHECK(s.texts() == list{"a"});
        s.push(brief("b", 12, 99));
        CHECK(s.texts() == list{"b"});
        // After the wait names are asked for again.
        s.pass(3600s);
        s.reply(s.fetch(), difference_to(12));
        s.push(brief("c", 13, 99));
        CHECK(s.texts().empty());
        auto all = difference_to(13);
        all.new_messages.push_back(text("c", 99));
        all.users.push_back(person(99));
        s.reply(s.fetch(), all);
        CHECK(s.texts() == list{"c"});
    }
    SUBCASE("but for one that fails once") {
        engine_scene s;
        s.push(brief("a", 11, 99));
        s.fail(s.fetch(), refusal(500, "INTERNAL"));
        CHECK(s.texts().empty());
        s.pass(1s);
        auto all = difference_to(11);
        all.new_messages.push_back(text("a", 99));
        all.users.push_back(person(99));
        s.reply(s.fetch(), all);
        const auto messages = s.messages();
        REQUIRE(messages.size() == 1);
        CHECK(messages[0].peers->user(99) != nullptr);
    }
}

TEST_CASE("an update that says that there are too many is not ignored while a difference is "
          "fetched") {
    engine_scene s;
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    s.push(api::updatesTooLong{});
    s.reply(asked, difference_to(11, {"a"}));
    s.reply(s.fetch(), difference_to(12, {"b"}));
    CHECK(s.texts() == list{"a", "b"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a channel that appears with a gap behind its first update loses nothing after it") {
    engine_scene s;
    SUBCASE("with a message") {
        s.push(together({new_post("first", 14)}));
        s.push(together({new_post("b", 17)}));
        CHECK(s.texts() == list{"first"});
        s.pass(500ms);
        const auto asked = s.fetch();
        CHECK(asked.from.pts == 14);
        s.reply(asked, channel_difference_to(16, {"lost", "a"}));
        CHECK(s.texts() == list{"lost", "a", "b"});
    }
    SUBCASE("with an update that takes no step") {
        api::updateReadChannelInbox read{};
        read.channel_id = 77;
        read.pts = 14;
        s.push(together({read}));
        s.push(together({new_post("b", 17)}));
        s.pass(500ms);
        const auto asked = s.fetch();
        CHECK(asked.from.pts == 13);
        s.reply(asked, channel_difference_to(16, {"on the first", "lost", "a"}));
        CHECK(s.texts() == list{"on the first", "lost", "a", "b"});
    }
    SUBCASE("inside of one container, in any order") {
        list order{"14", "15", "16"};
        do {
            engine_scene shuffled;
            auto all = together({});
            for (const auto& each : order)
                all.updates.push_back(new_post(each, std::stoi(each)));
            shuffled.push(all);
            CHECK(shuffled.texts() == list{"14", "15", "16"});
            CHECK(shuffled.in.take_adopted() == std::vector<channel_state>{{77, 13}});
            shuffled.pass(1min);
            CHECK_FALSE(shuffled.fetches());
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST_CASE("updates of a channel that is not known are fetched when the server says that there are "
          "too many") {
    for (const auto has_number : {true, false})
        for (const auto* form : {"many", "few", "none"}) {
            CAPTURE(has_number);
            CAPTURE(form);
            const auto is = [form](const char* one) { return std::string{form} == one; };
            engine_scene s{stored_at{{10, 0, date_of_start, 0, {}}}};
            auto all = difference_to(11, {"private"});
            all.other_updates.push_back(
                has_number ? channel_too_long(77, 42) : channel_too_long(77)
            );
            s.reply(s.fetch(), all);
            const auto asked = s.fetch();
            CHECK(asked.id == 77);
            CHECK_FALSE(asked.position_only);
            // While they are fetched, others are pushed.
            s.push(together({new_post("pushed", 42, 77, 95), new_post("later", 44, 77, 97)}));
            CHECK(s.texts() == list{"private"});

            if (is("many")) {
                s.reply(
                    asked,
                    too_long_at(
                        42,
                        {post_at("pushed", 95, date_of_start + 9),
                         post_at("new", 94, date_of_start + 8),
                         post_at("old", 93, date_of_start - 1)}
                    )
                );
                CHECK(s.texts() == list{"new", "pushed"});
            } else if (is("few")) {
                auto first = channel_difference_to(39, {}, false);
                first.new_messages.push_back(post_at("old", 92, date_of_start - 9));
                first.new_messages.push_back(post_at("older", 93, date_of_start - 5));
                s.reply(asked, first);
                CHECK(s.texts().empty());
                auto second = channel_difference_to(42);
                second.other_updates.push_back(edit_in_channel(41));
                second.new_messages.push_back(post_at("new", 94, date_of_start + 8));
                second.new_messages.push_back(post_at("pushed", 95, date_of_start + 9));
                const auto next = s.fetch();
                CHECK(next.from.pts == 39);
                s.reply(next, second);
                CHECK(s.texts() == list{"new", "pushed"});
            } else {
                s.reply(asked, api::updates::channelDifferenceEmpty{.final = true, .pts = 42});
                CHECK(s.texts() == list{"pushed"});
            }
            const auto skips = s.in.take_skips();
            REQUIRE(skips.size() == (is("none") ? 0 : 1));
            if (!skips.empty()) {
                CHECK(skips[0].where == 77);
                CHECK(skips[0].why == updates_skipped::cause::position_unknown);
                CHECK(skips[0].from == (is("many") ? 0 : 39));
                CHECK(skips[0].to == 42);
            }
            // A restart continues before the first of them.
            const auto adopted = s.in.take_adopted();
            REQUIRE(adopted.size() == 1);
            CHECK(adopted[0].id == 77);
            CHECK(adopted[0].pts <= 41);
            CHECK(adopted[0].pts >= 38);
            CHECK(s.in.at(77) == 42);
            s.pass(1s);
            s.reply(s.fetch(), channel_difference_to(43, {"between"}));
            CHECK(s.texts() == list{"between", "later"});
        }
}

TEST_CASE("of a channel that is looked for, nothing behind its first new message is skipped") {
    engine_scene s{stored_at{{10, 0, date_of_start, 0, {}}}};
    auto all = difference_to(11);
    all.other_updates.push_back(channel_too_long(77));
    s.reply(s.fetch(), all);
    auto first = channel_difference_to(23, {}, false);
    first.new_messages.push_back(post_at("old", 92, date_of_start - 9));
    first.new_messages.push_back(post_at("new", 93, date_of_start + 1));
    s.reply(s.fetch(), first);
    CHECK(s.texts() == list{"new"});
    auto second = channel_difference_to(25);
    second.other_updates.push_back(edit_in_channel(24));
    second.new_messages.push_back(post_at("with a date of another clock", 94, date_of_start - 1));
    const auto asked = s.fetch();
    CHECK(asked.from.pts == 23);
    s.reply(asked, second);
    CHECK(
        s.constructors() ==
        std::vector<std::uint32_t>{
            api::updateNewChannelMessage::tl_id, api::updateEditChannelMessage::tl_id}
    );
    CHECK(s.in.take_skips().empty());
    CHECK(s.in.at(77) == 25);
}

TEST_CASE("a channel that is not known keeps what is pushed while its difference is refused") {
    engine_scene s;
    s.push(together({channel_too_long(77), new_post("a", 42)}));
    CHECK(s.texts().empty());
    SUBCASE("for a while") {
        s.fail(s.fetch(), refusal(500, "HISTORY_GET_FAILED"));
        s.pass(1s);
        s.push(together({new_post("b", 43)}));
        s.reply(s.fetch(), api::updates::channelDifferenceEmpty{.final = true, .pts = 42});
        CHECK(s.texts() == list{"a", "b"});
    }
    SUBCASE("by name") {
        s.fail(s.fetch(), refusal(400, "CHANNEL_PRIVATE"));
        CHECK(s.texts() == list{"a"});
        CHECK(s.in.take_skips().size() == 1);
        // A late notice does not bring the channel back, and a new one continues after what was passed on.
        s.push(together({channel_too_long(77, 42)}));
        CHECK_FALSE(s.fetches());
        static_cast<void>(s.in.take_adopted());
        s.push(together({channel_too_long(77)}));
        const auto asked = s.fetch();
        CHECK(asked.from.pts == 42);
        const auto adopted = s.in.take_adopted();
        REQUIRE(adopted.size() == 1);
        CHECK(adopted[0] == channel_state{77, 42});
        s.reply(asked, channel_difference_to(43, {"b"}));
        CHECK(s.texts() == list{"b"});
        CHECK(s.in.take_skips().empty());
    }
    SUBCASE("with numbers that no channel has") {
        for (const std::int32_t pts : {0, -1, INT32_MIN, 0, -1, INT32_MIN, 0, 0, 0, 0}) {
            const auto asked = s.in.next_fetch(s.now);
            if (!asked)
                break;
            s.reply(*asked, channel_difference_to(pts, {}));
            s.pass(1min);
        }
        CHECK(s.texts() == list{"a"});
        CHECK(s.in.at(77) == 42);
        CHECK(s.in.take_skips().size() == 1);
    }
    CHECK(s.in.held_bytes() == 0);
}

TEST_CASE("messages of a channel that was given up do not come again when it is looked for") {
    engine_scene s;
    s.push(together({new_post("known", 20)}));
    CHECK(s.texts() == list{"known"});
    s.push(together({channel_too_long(77)}));
    for (auto i = 0; i < 10 && s.in.at(77) != 0; ++i) {
        s.reply(s.fetch(), channel_difference_to(0));
        s.pass(1min);
    }
    REQUIRE(s.in.at(77) == 0);
    s.push(together({channel_too_long(77)}));
    s.reply(s.fetch(), channel_difference_to(21, {"known", "new"}));
    CHECK(s.texts() == list{"new"});
}

TEST_CASE("a channel that is looked for has no position before its first new message") {
    engine_scene s{{.pts = 10, .qts = 0, .date = date_of_start, .seq = 0}};
    s.push(together({channel_too_long(77)}));
    auto old = channel_difference_to(39, {}, false);
    old.new_messages.push_back(post_at("old", 92, date_of_start - 9));
    s.reply(s.fetch(), old);
    CHECK(s.in.at(77) == 0);
    CHECK(s.in.position().channels.empty());
    const auto asked = s.fetch();
    CHECK(asked.from.pts == 39);
    auto rest = channel_difference_to(41);
    rest.new_messages.push_back(post_at("old too", 93, date_of_start - 5));
    SUBCASE("if there is one") {
        rest.new_messages.push_back(post_at("new", 94, date_of_start + 5));
        s.reply(asked, rest);
        CHECK(s.texts() == list{"new"});
        CHECK(s.in.take_adopted() == std::vector<channel_state>{{77, 40}});
    }
    SUBCASE("if there is none") {
        s.reply(asked, rest);
        CHECK(s.texts().empty());
        CHECK(s.in.take_adopted() == std::vector<channel_state>{{77, 41}});
    }
    SUBCASE("if it is refused") {
        s.push(together({new_post("pushed", 43)}));
        s.fail(asked, refusal(400, "CHANNEL_PRIVATE"));
        CHECK(s.texts() == list{"pushed"});
        CHECK(s.in.take_adopted() == std::vector<channel_state>{{77, 42}});
        const auto skips = s.in.take_skips();
        REQUIRE(skips.size() == 1);
        CHECK(skips[0].from == 42);
        CHECK(s.in.at(77) == 0);
        return;
    }
    CHECK(s.in.at(77) == 41);
}

TEST_CASE("a notice of missed updates counts although its container comes early, late or twice") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({new_post("known", 20)}));
    static_cast<void>(s.take());
    s.push(together({channel_too_long(77)}, 6));
    const auto asked = s.fetch();
    CHECK(asked.id == 77);
    s.reply(asked, channel_difference_to(21, {"missed"}));
    s.push(together({api::updateConfig{}}, 5));
    CHECK(s.texts() == list{"missed"});
    s.push(together({channel_too_long(77)}, 6));
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a notice of missed updates that lead to the one beside it asks for nothing") {
    engine_scene s;
    s.push(together({new_post("known", 20)}));
    s.push(together({channel_too_long(77, 21), new_post("a", 21)}));
    CHECK(s.texts() == list{"known", "a"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("all edits of one message around gaps are passed on, each once and in order") {
    constexpr auto count = 30;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        dice random{seed};
        engine_scene s;
        list edits;
        auto sent = 0;
        const auto collect = [&] {
            for (const auto& each : s.take())
                if (auto what = text_of_edit(each); !what.empty())
                    edits.push_back(std::move(what));
        };
        const auto push = [&](std::int32_t number) {
            s.push(together({edit_of(number, 10 + number)}));
        };
        std::optional<fetch_request> under_way;
        std::int32_t from = 0;
        for (auto steps = 0; steps < 2000 && edits.size() < count; ++steps) {
            if (sent < count && random.below(2) == 0) {
                ++sent;
                if (random.below(100) < 70) // the others are lost
                    push(sent);
                if (random.below(100) < 20)
                    push(1 + static_cast<std::int32_t>(random.below(sent)));
            } else if (under_way && random.below(2) == 0) {
                auto all = difference_to(10 + sent);
                for (auto number = from + 1; number <= sent; ++number)
                    all.other_updates.push_back(edit_of(number, 10 + number));
                s.reply(*under_way, all);
                under_way.reset();
            } else if (!under_way && (under_way = s.in.next_fetch(s.now))) {
                from = under_way->from.pts - 10;
            } else {
                s.pass(std::chrono::milliseconds{random.below(400)});
            }
            if (sent == count && random.below(20) == 0)
                s.in.reconnected(s.now);
            collect();
        }
        REQUIRE(edits.size() == count);
        for (auto number = 1; number <= count; ++number)
            CHECK(edits[static_cast<std::size_t>(number) - 1] == "part " + std::to_string(number));
    }
}

TEST_CASE("the messages of an album keep their order, whichever of their pushes is lost or late") {
    const auto part = [](std::int32_t number) {
        api::updateNewMessage value{};
        auto message = text(std::to_string(number));
        message.id = 600 + number;
        message.grouped_id = 12345;
        value.message = message;
        value.pts = 10 + number;
        value.pts_count = 1;
        return together({value});
    };
    const list album{"1", "2", "3"};
    for (auto lost = 0; lost <= 3; ++lost) {
        list order{"1", "2", "3"};
        do {
            CAPTURE(lost);
            engine_scene s;
            for (const auto& each : order)
                if (const auto number = std::stoi(each); number != lost)
                    s.push(part(number));
            s.pass(500ms);
            s.in.reconnected(s.now);
            const auto asked = s.fetch();
            auto all = difference_to(13);
            for (auto number = asked.from.pts - 10 + 1; number <= 3; ++number)
                all.new_messages.push_back(
                    *new_message_of(part(number).updates[0])->get_if<api::message>()
                );
            s.reply(asked, all);
            CHECK(s.texts() == album);
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST_CASE("different updates with the same number are both passed on, if one takes no step") {
    for (const auto channel : {false, true}) {
        engine_scene s;
        if (channel) {
            s.push(together({new_post("known", 10)}));
            static_cast<void>(s.take());
            api::updateReadChannelInbox read{};
            read.channel_id = 77;
            read.pts = 11;
            api::updateChannelWebPage page{};
            page.channel_id = 77;
            page.webpage = api::webPageEmpty{};
            page.pts = 11;
            s.push(together({new_post("a", 11), read, page, new_post("b", 12)}));
        } else {
            api::updateWebPage page{};
            page.webpage = api::webPageEmpty{};
            page.pts = 11;
            api::updateReadHistoryOutbox read{};
            read.peer = api::peerUser{.user_id = 5};
            read.pts = 11;
            s.push(together({new_text("a", 11), page, read, new_text("b", 12)}));
        }
        CHECK(s.take().size() == 4);
        CHECK_FALSE(s.fetches());
    }
}

TEST_CASE("an account with very many chats whose handlers are slower than the pushes loses nothing "
          "within its memory") {
    constexpr std::size_t memory = 400'000;
    constexpr std::uint32_t channels = 500;
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 0}, {.memory = memory}};
    const std::string long_text(400, 'x');
    std::map<std::int64_t, list> written; // by channel; 0: private
    std::map<std::int64_t, list> handled;
    std::vector<ordered_update> waiting;
    dice random{7};

    // Each channel is known.
    for (std::int64_t id = 1000; id < 1000 + channels; ++id) {
        s.push(together({new_post("known", 20, id)}));
        static_cast<void>(s.take());
    }
    const auto number_of = [&written](std::int64_t id) {
        return static_cast<std::int32_t>(written[id].size()) + (id == 0 ? 10 : 20);
    };
    const auto handle_one = [&] {
        if (waiting.empty())
            return;
        const auto& each = waiting.front();
        if (const auto* message = message_in(each))
            handled[std::max<std::int64_t>(each.sequence, 0)].push_back(message->message.str());
        s.in.delivered(each);
        waiting.erase(waiting.begin());
    };
    std::size_t most = 0;
    const auto serve = [&] {
        for (auto rounds = 0; rounds < 20; ++rounds) {
            const auto asked = s.in.next_fetch(s.now);
            if (!asked)
                break;
            // A page of ten.
            const auto& all = written[asked->id];
            const auto base = asked->id == 0 ? 10 : 20;
            const auto from = static_cast<std::size_t>(asked->from.pts - base);
            const auto until = std::min(all.size(), from + 10);
            const list page(
                all.begin() + static_cast<std::ptrdiff_t>(from),
                all.begin() + static_cast<std::ptrdiff_t>(until)
            );
            const auto reached = base + static_cast<std::int32_t>(until);
            if (asked->id != 0)
                s.reply(
                    *asked, channel_difference_to(reached, page, until == all.size(), asked->id)
                );
            else if (until == all.size())
                s.reply(*asked, difference_to(reached, page));
            else
                s.reply(*asked, slice_to(reached, page));
        }
        for (auto& each : s.in.take_updates())
            waiting.push_back(std::move(each));
        most = std::max(most, s.in.ready_bytes() + s.in.held_bytes());
    };
    for (auto pushes = 0; pushes < 20'000; ++pushes) {
        const auto id = random.below(10) == 0 ? 0 : 1000 + std::int64_t{random.below(channels)};
        written[id].push_back(std::to_string(pushes) + long_text);
        const auto& what = written[id].back();
        if (random.below(10) != 0) { // the others are lost
            if (id == 0)
                s.push(together({new_text(what, number_of(id))}));
            else
                s.push(together({new_post(what, number_of(id), id)}));
        }
        if (pushes % 4 == 0)
            handle_one();
        s.pass(1ms);
        serve();
        REQUIRE(most < memory);
    }
    s.in.reconnected(s.now);
    for (auto rounds = 0; rounds < 200'000; ++rounds) {
        serve();
        handle_one();
        s.pass(1ms);
        if (rounds % 100 == 0) {
            std::size_t count = 0;
            for (const auto& [id, texts] : handled)
                count += texts.size();
            if (count == 20'000)
                break;
        }
    }
    for (const auto& [id, texts] : written) {
        CAPTURE(id);
        CHECK(handled[id] == texts);
    }
    CHECK(s.in.take_skips().empty());
    CHECK(most > memory / 4);
}
