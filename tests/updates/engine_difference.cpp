// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine_scene.hpp"

// The account's difference.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

/// An engine that has asked for its difference from pts 10.
struct asking : engine_scene {
    fetch_request asked{};

    asking() {
        push(api::updatesTooLong{});
        asked = fetch();
    }
};

} // namespace

TEST_CASE("slices of a difference are fetched until the last one") {
    asking s;
    s.reply(s.asked, slice_to(12, {"a", "b"}));
    const auto first = s.messages();
    REQUIRE(first.size() == 2);
    for (const auto& each : first) {
        CHECK(each.before == 10);
        CHECK(each.after == 12);
        CHECK(each.fetched);
    }

    const auto second = s.fetch();
    CHECK(second.from.pts == 12);
    s.reply(second, difference_to(13, {"c"}));
    CHECK(s.texts() == list{"c"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE(
    "between slices updates that come next are passed on, and the next slice begins after them"
) {
    asking s;
    s.push(together({new_text("c", 13)}));
    s.reply(s.asked, slice_to(12, {"a", "b"}));
    CHECK(s.texts() == list{"a", "b", "c"});
    CHECK(s.fetch().from.pts == 13);
}

TEST_CASE(
    "a slice that moves nothing is asked for again a few times, passed on once, and then skipped"
) { // S-94
    asking s;
    auto asked = s.asked;
    list all;
    for (auto answers = 1; answers <= most_useless_answers; ++answers) {
        CHECK(asked.what == fetch_request::kind::difference);
        s.reply(asked, slice_to(10, {"again"}));
        for (const auto& each : s.texts())
            all.push_back(each);
        if (answers < most_useless_answers) {
            CHECK_FALSE(s.fetches());
            s.pass(pause_after(answers));
        }
        asked = s.fetch();
    }
    CHECK(all == list{"again"});
    CHECK(asked.what == fetch_request::kind::state);

    s.in.accept(asked, api::updates::State{state_at(50)}, s.now);

    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].where == common_sequence);
    CHECK(skips[0].why == updates_skipped::cause::unusable_difference);
    CHECK(skips[0].from == 10);
    CHECK(skips[0].to == 50);
    CHECK(s.in.state().pts == 50);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("slices that lead back and forth come to an end") { // S-94
    asking s;
    auto asked = s.asked;
    auto answers = 0;
    for (; asked.what == fetch_request::kind::difference && answers < 100; ++answers) {
        s.reply(asked, answers % 2 == 0 ? slice_to(900) : slice_to(11));
        s.pass(1min);
        asked = s.fetch();
    }
    CHECK(answers < 10);
    CHECK(s.in.state().pts == 900);
}

TEST_CASE("a difference that is too long moves the state, says so, and is repeated from there"
) { // S-95
    asking s;
    s.push(together({new_text("received", 400), new_text("c", 903)}));

    s.reply(s.asked, api::updates::differenceTooLong{.pts = 900});

    const auto skips = s.in.take_skips();
    REQUIRE(skips.size() == 1);
    CHECK(skips[0].why == updates_skipped::cause::too_long);
    CHECK(skips[0].from == 10);
    CHECK(skips[0].to == 900);
    // What was received although updates before it are missing is not lost.
    CHECK(s.texts() == list{"received"});
    const auto again = s.fetch();
    CHECK(again.from.pts == 900);
    s.reply(again, difference_to(902, {"a", "b"}));
    CHECK(s.texts() == list{"a", "b", "c"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a difference that is too long and leads nowhere does not loop") { // S-95
    for (const auto pts : {10, 9, 0, -1, INT32_MIN}) {
        asking s;
        auto asked = s.asked;
        auto answers = 0;
        for (; asked.what == fetch_request::kind::difference && answers < 100; ++answers) {
            s.reply(asked, api::updates::differenceTooLong{.pts = pts});
            s.pass(1min);
            asked = s.fetch();
        }
        CHECK(answers == most_useless_answers);
        CHECK(s.in.state().pts == 10);
    }
}

TEST_CASE("a difference from an old copy of the server moves nothing back, and is asked for again"
) {
    asking s;
    s.reply(s.asked, difference_to(8));
    CHECK(s.in.state().pts == 10);
    s.pass(1s);
    s.reply(s.fetch(), difference_to(11, {"a"}));
    CHECK(s.texts() == list{"a"});
    CHECK(s.in.take_skips().empty());
    CHECK_FALSE(s.fetches());
}

TEST_CASE("an account whose position was reset by the server continues from there, and says so") {
    asking s;
    auto asked = s.asked;
    while (asked.what == fetch_request::kind::difference) {
        s.reply(asked, difference_to(3));
        s.pass(1min);
        asked = s.fetch();
    }
    s.in.accept(asked, api::updates::State{state_at(3)}, s.now);
    CHECK(s.in.state().pts == 3);
    CHECK(s.in.take_skips().size() == 1);
    s.push(together({new_text("a", 4)}));
    CHECK(s.texts() == list{"a"});
}

TEST_CASE("bare messages of a difference are wrapped into the update they stand for, without a copy"
) {
    asking s;
    auto service_text = api::messageService{};
    service_text.peer_id = api::peerUser{.user_id = 5};
    service_text.action = api::messageActionHistoryClear{};
    api::encryptedMessage secret{};
    secret.chat_id = 4;
    secret.file = api::encryptedFileEmpty{};
    api::updates::difference some{};
    some.new_messages = {
        text("a text that fits into no small buffer"), post("a post", 77), service_text};
    some.new_encrypted_messages.push_back(secret);
    some.other_updates.push_back(api::updateChat{.chat_id = 5});
    some.users.push_back(person(5));
    some.state = state_at(12, 1);
    auto reply = reply_of<api::updates::Difference>(some);
    const auto* whole = reply->get_if<api::updates::difference>();
    const auto* first = whole->new_messages[0].get_if<api::message>();

    s.in.accept(s.asked, std::move(reply), s.now);

    auto updates = s.take();
    REQUIRE(updates.size() == 5);
    CHECK(updates[0].update->is<api::updateNewMessage>());
    CHECK(message_in(updates[0]) == first);
    CHECK(updates[1].update->is<api::updateNewChannelMessage>());
    CHECK(updates[2].update->is<api::updateNewMessage>());
    CHECK(message_in(updates[2]) == nullptr);
    const auto* encrypted = updates[3].update->get_if<api::updateNewEncryptedMessage>();
    REQUIRE(encrypted != nullptr);
    CHECK(encrypted->message.get_if<api::encryptedMessage>()->chat_id == 4);
    CHECK(updates[3].sequence == secondary_sequence);
    CHECK(updates[3].after == 1);
    CHECK(updates[4].update->is<api::updateChat>());
    CHECK(updates[4].peers->user(5) != nullptr);

    SUBCASE("a copy of such an update owns everything") {
        const api::Update copy = *updates[0].update;
        updates.clear();
        const auto* message = new_message_of(copy)->get_if<api::message>();
        CHECK(message->message == "a text that fits into no small buffer");
    }
    SUBCASE("an update of a difference outlives the rest of it") {
        const auto kept = updates[0];
        updates.clear();
        CHECK(message_in(kept)->message == "a text that fits into no small buffer");
        CHECK(*kept.peers->user(5)->first_name == "Ann");
    }
}

TEST_CASE("numbered updates of the account in a difference are passed on with its messages") {
    asking s;
    api::updateEditMessage edit{};
    edit.message = text("edited");
    edit.pts = 12;
    edit.pts_count = 1;
    auto all = difference_to(12, {"a"});
    all.other_updates.push_back(edit);
    s.reply(s.asked, all);
    CHECK(
        s.constructors() ==
        std::vector<std::uint32_t>{api::updateNewMessage::tl_id, api::updateEditMessage::tl_id}
    );
    CHECK(s.in.state().pts == 12);
}

TEST_CASE("updates of channels in the account's difference go to their channels") {
    asking s;
    s.push(together({new_post("first", 20)}));
    static_cast<void>(s.take());
    auto all = difference_to(11, {"a"});
    all.other_updates.push_back(new_post("next", 21));
    all.other_updates.push_back(new_post("too early", 23));
    all.other_updates.push_back(api::updateChannelTooLong{.channel_id = 78, .pts = 5});
    s.reply(s.asked, all);

    CHECK(s.texts() == list{"a", "next"});
    CHECK(s.in.at(77) == 21);
    CHECK(s.in.at(78) == 0);
    CHECK(s.fetch().id == 78);
    s.pass(500ms);
    CHECK(s.fetch().id == 77);
}

TEST_CASE("an answer to a request that was given up is ignored") {
    asking s;
    s.fail(s.asked, refusal(500, "INTERNAL"));
    s.pass(1s);
    const auto again = s.fetch();
    s.reply(s.asked, difference_to(900, {"too late"}));
    CHECK(s.texts().empty());
    CHECK(s.in.state().pts == 10);
    s.reply(again, difference_to(11, {"a"}));
    CHECK(s.texts() == list{"a"});
}
