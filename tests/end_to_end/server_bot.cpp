// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

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

TEST_CASE("several users talk to a bot and each gets his own answers in order") {
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
