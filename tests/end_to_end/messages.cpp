// SPDX-License-Identifier: MIT
// The methods about messages, by a user against the test server.
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "../support/with_client.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using tests::quiet;
using tests::with_client;
using ids = std::vector<std::int32_t>;

namespace {

/// Alice, whose client a test drives, Bob, and a supergroup of both.
struct scene {
    testing::server server{};
    testing::test_user alice = server.user("Alice");
    testing::test_user bob = server.user("Bob");
    testing::test_chat club = server.supergroup("Club", alice, bob);

    void run(std::function<awaitable<void>(client&)> act) {
        bob.writes(alice, "hello"); // so that they know each other
        with_client(
            memory_session{},
            quiet(server.app()),
            [this, &act](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(alice.prompts());
                for (auto all = telegram.dialogs(); co_await all.next();) {
                }
                co_await act(telegram);
            }
        );
    }
};

} // namespace

TEST_CASE("deleting in one private chat leaves the other chats alone") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto mine = co_await telegram.send_text("me", "kept");
        const auto sent = co_await telegram.send_text(here.bob.id(), "gone");
        const auto deleted =
            co_await telegram.delete_messages(here.bob.id(), {mine.id(), sent.id()});
        CHECK(deleted == 1);
        const auto left = co_await telegram.get_message("me", mine.id());
        CHECK(left);
        const auto gone = co_await telegram.get_message(here.bob.id(), sent.id());
        CHECK_FALSE(gone);
    });
}

TEST_CASE("a reply quotes, is protected, and is found as it was sent") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto first = co_await telegram.send_text(here.club.id(), text("some ").bold("words"));
        const auto reply = co_await telegram.send_text(
            here.club.id(),
            "indeed",
            {.reply_to = first.id(), .quote = "words", .silent = true, .protect = true}
        );
        CHECK(reply.silent());
        CHECK(reply.content_protected());
        REQUIRE(reply.reply_to());
        CHECK(reply.reply_to()->quote == "words");
        const auto answered = co_await reply.get_reply_to();
        REQUIRE(answered);
        CHECK(answered->id() == first.id());
        const auto elsewhere = co_await telegram.send_text(
            "me", "from there", {.reply_to = first.id(), .reply_in = first}
        );
        CHECK(elsewhere.reply_to()->chat_id == here.club.id());
    });
}

TEST_CASE("a scheduled message is listed, edited and sent, and its ids never mix") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto tomorrow = steady_now() + 24h;
        const auto planned =
            co_await telegram.send_text(here.bob.id(), "later", {.schedule = tomorrow});
        CHECK(planned.scheduled());
        const auto edited = co_await planned.edit("tomorrow");
        CHECK(edited.scheduled());
        CHECK(edited.text() == "tomorrow");
        const auto all = co_await telegram.get_scheduled_messages(here.bob.id());
        REQUIRE(all.size() == 1);
        const auto sent = co_await telegram.send_scheduled_messages(here.bob.id(), all[0]);
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].text() == "tomorrow");
        CHECK(sent[0].from_scheduled());
        CHECK(sent[0].id() != planned.id());
        const auto gone = co_await telegram.send_text("me", "soon", {.schedule = tomorrow});
        co_await gone.remove();
        const auto none = co_await telegram.get_scheduled_messages("me");
        CHECK(none.empty());
    });
}

TEST_CASE("messages are forwarded and copied in their order, and listed oldest or newest first") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        ids sent;
        for (const auto* text : {"1", "2", "3"}) {
            const auto one = co_await telegram.send_text(here.club.id(), text);
            sent.push_back(one.id());
        }
        const auto forwarded = co_await telegram.forward_messages("me", here.club.id(), sent);
        REQUIRE(forwarded.size() == 3);
        CHECK(forwarded[2].text() == "3");
        CHECK(forwarded[2].forwarded_from());
        const auto copied =
            co_await telegram.copy_message("me", here.club.id(), sent[0], "other words");
        CHECK_FALSE(copied.forwarded_from());
        std::string newest_first;
        for (auto all = telegram.history("me"); const auto each = co_await all.next();)
            newest_first += each->text();
        CHECK(newest_first == "other words321");
        std::string oldest_first;
        auto all = telegram.history("me", {.limit = 2, .reverse = true});
        while (const auto each = co_await all.next())
            oldest_first += each->text();
        CHECK(oldest_first == "12");
        const auto count = co_await telegram.count_messages("me", "words");
        CHECK(count == 1);
    });
}

TEST_CASE("a poll is held, and reactions are given and listed") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto poll = co_await telegram.send_poll(
            here.club.id(), "Tea?", {"yes", "no"}, {.public_voters = true}
        );
        const auto voted = co_await poll.vote(0);
        CHECK(voted.voters(0) == 1);
        CHECK(voted.view().chosen(0));
        auto voters = telegram.poll_voters(here.club.id(), poll.id(), {.answer = 0});
        const auto voter = co_await voters.next();
        REQUIRE(voter);
        CHECK(voter->id() == here.alice.id());
        CHECK(voters.total() == 1);
        const auto back = co_await poll.retract_vote();
        CHECK(back.total_voters() == 0);
        const auto closed = co_await poll.close_poll();
        CHECK(closed.media().poll().closed());

        co_await poll.react("👍");
        co_await poll.react("👍"); // nothing changes
        const auto given = co_await telegram.get_reactions(here.club.id(), poll.id());
        REQUIRE(given.size() == 1);
        CHECK(given[0].kind == "👍");
        auto who = telegram.reactors(here.club.id(), poll.id());
        const auto first = co_await who.next();
        REQUIRE(first);
        CHECK(first->name() == "Alice");
    });
}

TEST_CASE("a live location is moved and ended, and chats are pinned and had in common") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto sent = co_await telegram.send_live_location(here.bob.id(), {1, 2}, 10min);
        CHECK(sent.media().kind() == media_kind::live_location);
        const auto moved = co_await telegram.edit_live_location(here.bob.id(), sent.id(), {3, 4});
        const auto* shown = moved.media().get_if<api::messageMediaGeoLive>();
        REQUIRE(shown);
        CHECK(shown->geo.get_if<api::geoPoint>()->lat == 3);
        CHECK(shown->period == 600);
        // That it is there already is no error.
        (void)co_await telegram.edit_live_location(here.bob.id(), sent.id(), {3, 4});
        (void)co_await telegram.stop_live_location(here.bob.id(), sent.id());
        const auto ended = co_await telegram.get_message(here.bob.id(), sent.id());
        CHECK(ended->media().get_if<api::messageMediaGeoLive>()->period == 0);

        co_await telegram.pin_chat(here.bob.id());
        const auto pinned = co_await telegram.get_pinned_chats();
        REQUIRE(pinned.size() == 1);
        CHECK(pinned[0].user().value().first_name() == "Bob");

        auto common = telegram.common_chats(here.bob.id());
        const auto first = co_await common.next();
        REQUIRE(first);
        CHECK(first->id() == here.club.id());
        CHECK(first->type() == chat_type::supergroup);
        const auto second = co_await common.next();
        CHECK_FALSE(second);
        CHECK(common.total() == 1);
    });
}

TEST_CASE("messages are pinned, read and cleared by the methods of their chat") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto sent = co_await telegram.send_text(here.club.id(), "look");
        co_await sent.pin();
        co_await telegram.unpin_all_messages(here.club.id());
        const auto after = co_await telegram.get_message(here.club.id(), sent.id());
        REQUIRE(after);
        CHECK_FALSE(after->pinned());
        co_await telegram.read_history(here.club.id());
        co_await telegram.read_history(here.bob.id());
        co_await telegram.read_mentions(here.club.id());
        co_await telegram.mark_unread(here.bob.id());
        co_await telegram.save_draft(here.bob.id(), "unfinished");
        const auto kept = co_await telegram.get_draft(here.bob.id());
        REQUIRE(kept);
        CHECK(kept->text() == "unfinished");
        CHECK(kept->chat().value().title() == "Bob");
        const auto all_kept = co_await telegram.get_drafts();
        CHECK(all_kept.size() == 1);
        co_await telegram.clear_all_drafts();
        const auto none = co_await telegram.get_draft(here.bob.id());
        CHECK_FALSE(none);
        const auto link = co_await telegram.export_message_link(here.club.id(), sent.id());
        CHECK(link == sent.link());
        const auto linked = co_await telegram.get_message_by_link(link);
        REQUIRE(linked);
        CHECK(linked->id() == sent.id());
        co_await telegram.delete_user_history(here.club.id(), here.alice.id());
        const auto gone = co_await telegram.get_message(here.club.id(), sent.id());
        CHECK_FALSE(gone);
        co_await telegram.delete_history(here.bob.id(), {.for_everyone = true});
        const auto hello = co_await telegram.count_messages(here.bob.id(), "");
        CHECK(hello == 0);
        co_await telegram.send_typing(here.bob.id());
    });
}
