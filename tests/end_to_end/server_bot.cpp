// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace ag = awaitgram;

namespace {

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

} // namespace

TEST_CASE("a bot that answers is tested in process") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);

    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");

    CHECK(alice.reads(bot) == "hello");
}

TEST_CASE("a bot that answers after an hour is tested without waiting") {
    using namespace std::chrono_literals;
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, [](ag::message message) -> ag::awaitable<void> {
        co_await ag::pause(1h);
        co_await message.reply("it is time");
    });
    auto alice = telegram.user("Alice");
    const auto start = time.now();

    alice.writes(bot, "remind me");
    CHECK(alice.reads(bot) == "it is time");
    CHECK(time.now() - start >= 1h);
    CHECK(time.now() - start < 61min);
}

TEST_CASE("each of several users gets the bot's answers to its own messages, in order") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::private_chat && ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    for (auto i = 0; i != 10; ++i) {
        alice.writes(bot, "alice " + std::to_string(i));
        bob.writes(bot, "bob " + std::to_string(i));
    }

    for (auto i = 0; i != 10; ++i) {
        CHECK(bob.reads(bot) == "bob " + std::to_string(i));
        CHECK(alice.reads(bot) == "alice " + std::to_string(i));
    }
}

TEST_CASE("a bot in a group hears commands, and everything once it is an admin") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto group = telegram.group("Chat", alice, bob, bot);

    alice.writes(group, "/start");
    CHECK(alice.reads(bot, group) == "/start");
    CHECK(bob.reads(bot, group) == "/start");
    alice.writes(group, "unheard");
    telegram.promote(group, bot);
    alice.writes(group, "heard");
    CHECK(alice.reads(bot, group) == "heard");
}

TEST_CASE("a bot answers in a supergroup") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    auto group = telegram.supergroup("Chat", alice, bot);

    alice.writes(group, "/start");
    CHECK(alice.reads(bot, group) == "/start");
}

TEST_CASE("a call is refused on request, and a user's own call as Telegram refuses it") {
    ag::testing::server telegram;
    auto configuration = telegram.app();
    configuration.log = nullptr;
    ag::bot bot{ag::memory_session{}, configuration};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    telegram.tolerate_failures();
    telegram.refuse<ag::api::messages::sendMessage>(403, "USER_IS_BLOCKED");

    alice.writes(bot, "refused");
    alice.writes(bot, "answered");
    CHECK(alice.reads(bot) == "answered");

    ag::api::messages::createChat create;
    CHECK_THROWS_WITH_AS(telegram.call(alice, create), "400 CHAT_TITLE_EMPTY", std::runtime_error);
    create.title = "Chat";
    CHECK_FALSE(telegram.call(alice, create).updates.get_if<ag::api::updates_>()->updates.empty());
}
