// SPDX-License-Identifier: MIT
// What users of other libraries have reported, against the test server.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;

namespace {

/// A supergroup of Alice and Bob, each of whom a test can give a client.
struct scene {
    testing::server server{};
    testing::test_user alice = server.user("Alice");
    testing::test_user bob = server.user("Bob");
    testing::test_chat club = server.supergroup("Club", alice, bob);

    void run(const testing::test_user& who, std::function<awaitable<void>(client&)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [&who, &act](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(who.prompts());
                for (auto all = telegram.dialogs(); co_await all.next();) {
                }
                co_await act(telegram);
            }
        );
    }
};

/// The name of the refusal of a call; empty when it is none.
awaitable<std::string> refusal_of(awaitable<message> call) {
    try {
        static_cast<void>(co_await std::move(call));
    } catch (const rpc_error& refusal) {
        co_return std::string{refusal.name()};
    }
    co_return std::string{};
}

} // namespace

TEST_CASE("messages stay in their topic, whatever they answer, and others go to General") { // T5
    scene here;
    std::int32_t news = 0;
    std::int32_t talk = 0;
    std::int32_t question = 0;
    const auto id = here.club.id();
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        co_await telegram.set_forum(id, toggle::on);
        news = co_await telegram.create_topic(id, "News");
        talk = co_await telegram.create_topic(id, "Talk");

        const auto first = co_await telegram.send_text(id, "first", {.topic = news});
        CHECK(first.topic_id() == news);
        CHECK_FALSE(first.reply_to()); // it answers no message but belongs to the topic
        const auto second = co_await telegram.send_text(id, "second", {.reply_to = first.id()});
        CHECK(second.topic_id() == news);
        CHECK(second.reply_to()->message_id == first.id());

        // An answer to a message of another topic is where it is sent to.
        const auto foreign =
            co_await telegram.send_text(id, "third", {.reply_to = first.id(), .topic = talk});
        CHECK(foreign.topic_id() == talk);
        CHECK(foreign.reply_to()->message_id == first.id());

        const auto general = co_await telegram.send_text(id, "general");
        CHECK(general.topic_id() == 1);
        const auto named = co_await telegram.send_text(id, "named", {.topic = 1});
        CHECK(named.topic_id() == 1);
        const auto answer = co_await telegram.send_text(id, "so", {.reply_to = general.id()});
        CHECK(answer.topic_id() == 1);

        // So do answers by the message.
        CHECK((co_await second.reply("reply")).topic_id() == news);
        CHECK((co_await second.answer("answer")).topic_id() == news);
        CHECK((co_await foreign.answer("answer")).topic_id() == talk);
        const auto back = co_await answer.reply("in General");
        CHECK(back.topic_id() == 1);
        CHECK((co_await back.answer("in General, too")).topic_id() == 1);

        // A long text stays as a whole.
        std::string words;
        while (words.size() < 9'000)
            words += "word ";
        const auto pieces = co_await telegram.send_long_text(id, words, {.reply_to = second.id()});
        REQUIRE(pieces.size() == 3);
        for (const auto& each : pieces)
            CHECK(each.topic_id() == news);

        // So do copies and forwarded messages.
        const auto forwarded =
            co_await telegram.forward_messages(id, id, {general.id()}, {.send = {.topic = talk}});
        CHECK(forwarded.front().topic_id() == talk);
        const auto copied = co_await telegram.copy_message(id, id, general.id(), {.topic = news});
        CHECK(copied.topic_id() == news);
        question = general.id();
        co_await telegram.close_topic(id, talk);
        const auto of_owner = co_await telegram.send_text(id, "I may", {.topic = talk});
        CHECK(of_owner.topic_id() == talk);
    });
    here.run(here.bob, [&](client& telegram) -> awaitable<void> {
        CHECK(
            (co_await refusal_of(telegram.send_text(id, "I not", {.topic = talk}))) ==
            "TOPIC_CLOSED"
        );
        CHECK((co_await telegram.send_text(id, "here", {.topic = news})).topic_id() == news);
        const auto asked = co_await telegram.get_message(id, question);
        REQUIRE(asked);
        CHECK(asked->topic_id() == 1);
        CHECK((co_await asked->reply("yes")).topic_id() == 1);
        std::string found;
        for (auto all = telegram.search_messages(id, "", {.topic = talk});
             const auto each = co_await all.next();)
            if (each->raw() != nullptr) // no service message
                found += std::string{each->text()} + ", ";
        CHECK(found == "I may, general, answer, third, ");
        found.clear();
        for (auto all = telegram.search_messages(id, "", {.limit = 3, .topic = 1});
             const auto each = co_await all.next();)
            found += std::string{each->text()} + ", ";
        CHECK(found == "yes, in General, too, in General, ");
    });
}

TEST_CASE("a wait that Telegram demands in one chat holds up no other chat") { // T32
    testing::clock time;
    scene here;
    here.bob.writes(here.alice, "hello"); // so that they know each other
    std::vector<std::string> sent;
    std::string long_wait;
    auto floods = 0;
    here.server.on<api::messages::sendMessage>(
        [&](const api::messages::sendMessage& call
        ) -> testing::method_reply<api::messages::sendMessage> {
            if (call.peer.is<api::inputPeerChannel>()) {
                if (call.message == "too soon")
                    return testing::refuse(420, "SLOWMODE_WAIT_3600");
                if (++floods < 3)
                    return testing::refuse(420, "FLOOD_WAIT_20");
            }
            sent.push_back(call.message.str());
            return testing::pass;
        }
    );
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        auto all = with_tasks([&](task_group& group) -> awaitable<void> {
            const auto elsewhere = [&]() -> awaitable<void> {
                for (const auto* text : {"one", "two", "three"})
                    static_cast<void>(co_await telegram.send_text(here.bob.id(), text));
            };
            group.spawn(elsewhere());
            const auto club = here.club.id();
            static_cast<void>(co_await telegram.send_text(club, "slow"));
            long_wait = co_await refusal_of(telegram.send_text(club, "too soon"));
        });
        co_await std::move(all);
    });
    CHECK(sent == std::vector<std::string>{"one", "two", "three", "slow"});
    CHECK(floods == 3);
    CHECK(long_wait == "SLOWMODE_WAIT");
}

TEST_CASE("a quiz is closed by its owner, who is told no right answer") {
    scene here;
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        const std::vector<std::string> answers{"1", "2"};
        const auto quiz = co_await telegram.send_quiz(here.club.id(), "1+1", answers, 1);
        const auto closed = co_await telegram.close_poll(here.club.id(), quiz.id());
        CHECK(closed.id() == quiz.id());
        const auto* media = closed.raw()->media->get_if<api::messageMediaPoll>();
        REQUIRE(media);
        CHECK(media->poll.closed);
        CHECK(media->poll.quiz);
        CHECK(media->poll.answers.size() == 2);
    });
}

TEST_CASE("a person is added to the contacts by a number that the account never saw") {
    scene here;
    here.run(here.alice, [&](client& telegram) -> awaitable<void> {
        const auto added = co_await telegram.add_contact("+" + here.bob.phone(), "Robert");
        CHECK(added.id() == here.bob.id());
        const auto all = co_await telegram.get_contacts();
        REQUIRE(all.size() == 1);
        CHECK(all.front().first_name() == "Robert");
    });
}
