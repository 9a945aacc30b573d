// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "scripted_bot.hpp"

using namespace scripted;
using namespace std::chrono_literals;

TEST_CASE("a user sees the text, the entities and the buttons of a bot's message") {
    keyboard_bot here;
    auto alice = here.telegram.user("Alice");
    alice.writes(here.bot, "hello");

    const auto seen = alice.sees(here.bot);

    CHECK(seen.text == "Agree? *yes*");
    CHECK(seen.sender == here.bot.id());
    CHECK(seen.chat == here.bot.id());
    CHECK_FALSE(seen.edited);
    REQUIRE(seen.entities.size() == 1);
    CHECK(seen.entity("bold").text == "*yes*");
    CHECK(seen.entity("bold").offset == 7);
    CHECK(seen.keyboard == "inline");
    CHECK(seen.button_texts() == std::vector<std::vector<std::string>>{{"Yes", "No"}});
    CHECK(seen.button("No").kind == "callback");
    CHECK(seen.button("No").data == "n");
    CHECK_THROWS_WITH(
        (void)seen.button("Maybe"), R"(there is no button "Maybe"; there is "Yes", "No")"
    );
    CHECK_THROWS_WITH((void)seen.entity("url"), R"(there is no entity "url"; there is "bold")");
}

TEST_CASE("a pressed button returns the bot's answer, and the edit is seen") {
    keyboard_bot here;
    auto alice = here.telegram.user("Alice");
    alice.writes(here.bot, "hello");
    const auto seen = alice.sees(here.bot);

    const auto answer = alice.presses(seen.button("Yes"));

    CHECK(answer.answered);
    CHECK(answer.text == "Noted.");
    CHECK(answer.alert);
    const auto edit = alice.sees(here.bot);
    CHECK(edit.edited);
    CHECK(edit.id == seen.id);
    CHECK(edit.text == "Agreed.");
    CHECK(edit.buttons.empty());
}

TEST_CASE("a message is seen as it was before its edit, and the edit after it") {
    keyboard_bot here;
    auto alice = here.telegram.user("Alice");
    alice.writes(here.bot, "hello");
    const auto first = alice.sees(here.bot);
    alice.writes(here.bot, "again");
    CHECK(alice.presses(first.button("No")).answered);

    // The order of the server: the answer to "again" came before the edit or after it.
    CHECK(alice.sees_edit(here.bot).text == "Refused.");
    const auto second = alice.sees(here.bot);
    CHECK_FALSE(second.edited);
    CHECK(second.text == "Agree? *yes*");
    CHECK(alice.presses(second.button("Yes")).text == "Noted.");
    CHECK(alice.sees(here.bot).edited);
}

TEST_CASE("a function of the test refuses, answers or passes the calls of a method") {
    keyboard_bot here;
    auto alice = here.telegram.user("Alice");
    std::vector<std::string> asked;
    std::int64_t by = 0;
    auto refusing =
        here.telegram.on<api::messages::editMessage>([&](const api::messages::editMessage& call,
                                                         std::int64_t account) {
            asked.push_back(call.message ? call.message->str() : "");
            by = account;
            return ag::testing::refuse(400, "MESSAGE_ID_INVALID");
        });
    alice.writes(here.bot, "hello");
    const auto seen = alice.sees(here.bot);
    CHECK(alice.presses(seen.button("Yes")).text == "Later.");
    CHECK(asked == std::vector<std::string>{"Agreed."});
    CHECK(by == here.bot.id());
    CHECK(here.edits_refused == 1);

    auto passing =
        here.telegram.on<api::messages::editMessage>([](const auto&) { return ag::testing::pass; });
    CHECK(alice.presses(seen.button("Yes")).text == "Later."); // passed on to the one before
    refusing.remove();
    CHECK(alice.presses(seen.button("Yes")).text == "Noted.");
    CHECK(asked.size() == 2);
    passing.remove();

    // An answer instead of the server's: the user gets none.
    here.telegram.on<api::messages::setBotCallbackAnswer>([](const auto&) { return true; });
    CHECK(alice.sees_edit(here.bot).text == "Agreed.");
    ag::testing::server_options hasty;
    CHECK(hasty.bot_answer_limit == 15s);
}

TEST_CASE("an exception of a function of the test ends the waiting test") {
    keyboard_bot here;
    auto alice = here.telegram.user("Alice");
    here.telegram.on<api::messages::sendMessage>(
        [](const auto&) -> ag::testing::method_reply<api::messages::sendMessage> {
            throw std::runtime_error("not what the test expected");
        }
    );
    alice.writes(here.bot, "hello");
    CHECK_THROWS_WITH((void)alice.sees(here.bot), "not what the test expected");
}

TEST_CASE("an exception of a handler ends the waiting test at once") {
    ag::testing::server telegram;
    auto settings = telegram.app();
    settings.log = {};
    ag::bot bot{ag::memory_session{}, std::move(settings)};
    bot.on_message([](ag::message message) -> ag::awaitable<void> {
        if (message.text() == "fail")
            throw std::logic_error("no such case");
        co_await message.reply(message.text());
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "fail");
    CHECK_THROWS_WITH_AS((void)alice.sees(bot), "no such case", std::logic_error);

    alice.writes(bot, "hello"); // the failure is told once
    CHECK(alice.reads(bot) == "hello");

    telegram.tolerate_failures();
    alice.writes(bot, "fail");
    alice.writes(bot, "more");
    CHECK(alice.reads(bot) == "more");
}

TEST_CASE("an exception that the program handles ends no test") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto handled = 0;
    bot.on_error([&](const ag::message&, const std::exception_ptr&) { ++handled; });
    bot.on_message([](ag::message message) -> ag::awaitable<void> {
        co_await message.reply("first");
        throw std::runtime_error("handled");
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "one");
    CHECK(alice.reads(bot) == "first");
    alice.writes(bot, "two");
    CHECK(alice.reads(bot) == "first");
    CHECK(handled >= 1);
}

TEST_CASE("nothing is seen, or what is seen is told, where a clock says that all has happened") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message([](ag::message message) -> ag::awaitable<void> {
        if (message.text() == "later")
            co_await ag::pause(1h);
        if (message.text() != "nothing")
            co_await message.reply(message.text());
    });
    auto alice = telegram.user("Alice");
    CHECK_THROWS_AS(alice.sees_nothing(bot), std::logic_error);

    auto& time = telegram.clock();
    alice.writes(bot, "nothing");
    alice.sees_nothing(bot);
    alice.writes(bot, "later");
    alice.sees_nothing(bot);
    time.pass(bot.context(), 1h);
    CHECK_THROWS_WITH_AS(
        alice.sees_nothing(bot), "Alice sees a message, \"later\"", std::runtime_error
    );
    alice.sees_nothing(bot);
}

TEST_CASE("a test that waits for a bot that has ended is told so, at once") {
    for (const auto controlled : {false, true}) {
        CAPTURE(controlled);
        ag::testing::server telegram;
        if (controlled)
            static_cast<void>(telegram.clock());
        ag::bot bot{ag::memory_session{}, telegram.app()};
        bot.on_message([&](ag::message message) -> ag::awaitable<void> {
            if (message.text() == "answer and stop")
                co_await message.reply("stopping");
            bot.stop();
        });
        auto alice = telegram.user("Alice");
        alice.writes(bot, "answer and stop");
        CHECK(alice.reads(bot) == "stopping");
        alice.writes(bot, "stop");
        CHECK_THROWS_WITH_AS(
            (void)alice.reads(bot),
            "the program that the test waits for has ended",
            std::runtime_error
        );
    }
}

TEST_CASE("an error that ends a bot while a test waits is that of the test") {
    for (const auto controlled : {false, true}) {
        CAPTURE(controlled);
        ag::testing::server telegram;
        if (controlled)
            static_cast<void>(telegram.clock());
        ag::bot bot{ag::memory_session{}, telegram.app()};
        bot.on_message([](ag::message) -> ag::awaitable<void> { co_return; });
        auto alice = telegram.user("Alice");
        alice.writes(bot, "hello");
        [[maybe_unused]] const auto revoked =
            telegram.on<api::updates::getDifference>([](const auto&) {
                return ag::testing::refuse(401, "SESSION_REVOKED");
            });
        telegram.cut(bot);
        CHECK_THROWS_WITH((void)alice.reads(bot), doctest::Contains("SESSION_REVOKED"));
    }
}

TEST_CASE("who writes to a bot that is about to end reaches it when it has started again") {
    ag::testing::server telegram;
    static_cast<void>(telegram.clock());
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto ended = 0;
    bot.on_stop([&](ag::client&) -> ag::awaitable<void> {
        co_await ag::pause(1s);
        ++ended;
    });
    bot.on_message([](ag::message message) -> ag::awaitable<void> {
        co_await message.reply(message.text());
    });
    auto alice = telegram.user("Alice");
    for (auto round = 1; round != 4; ++round) {
        alice.writes(bot, "hello");
        CHECK(alice.reads(bot) == "hello");
        bot.stop();
        alice.writes(bot, "again");
        CHECK(ended == round);
        CHECK(alice.reads(bot) == "again");
    }
}

TEST_CASE("an hour of waiting passes in no time, and as far as the test says") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto woken = 0;
    bot.on_message([&](ag::message message) -> ag::awaitable<void> {
        co_await message.reply("wait");
        co_await ag::pause(1h);
        ++woken;
        co_await message.reply("it is time");
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "remind me");
    CHECK(alice.sees(bot).text == "wait");
    time.settle(bot.context());

    telegram.clock().advance(59min);
    time.settle(bot.context());
    CHECK(woken == 0);
    telegram.clock().advance(1min);
    const auto before = time.now();
    CHECK(alice.sees(bot).text == "it is time");
    CHECK(woken == 1);
    CHECK(time.now() - before < 1min);
}
