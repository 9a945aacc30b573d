// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

/// The texts of the received messages that a cursor has. The bot's own ones may come before or after them.
std::vector<std::string> texts(ag::update_cursor& updates, std::size_t count) {
    std::vector<std::string> all;
    ag::tests::run([&]() -> ag::awaitable<void> {
        while (all.size() < count) {
            const auto update = co_await updates.next();
            REQUIRE(update);
            if (const auto* added = update->raw->get_if<ag::api::updateNewMessage>())
                if (const auto* message = added->message.get_if<ag::api::message>();
                    message != nullptr && !message->out)
                    all.push_back(message->message.str());
        }
    });
    return all;
}

} // namespace

TEST_CASE("raw subscriptions take nothing from a bot's handlers, nor from each other") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto first = bot.telegram().updates();
    auto second = bot.telegram().updates();
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "hello");
    alice.writes(bot, "again");
    CHECK(alice.reads(bot) == "again");

    const std::vector<std::string> both{"hello", "again"};
    CHECK(texts(first, 2) == both);
    CHECK(texts(second, 2) == both);
}

TEST_CASE("a raw subscription ends with the client's run") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto updates = bot.telegram().updates();
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "hello");
    bot.stop();
    bot.context().restart();
    ag::tests::run_to_end(bot.context());

    CHECK(texts(updates, 1) == std::vector<std::string>{"hello"});
    ag::tests::run([&]() -> ag::awaitable<void> {
        auto left = true;
        while (left) {
            const auto update = co_await updates.next();
            left = update.has_value();
        }
    });
}
