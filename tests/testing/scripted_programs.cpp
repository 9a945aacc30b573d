// SPDX-License-Identifier: MIT
#include <awaitgram/client/client.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <optional>
#include <string>

#include "scripted_bot.hpp"

using namespace scripted;

namespace {

ag::awaitable<void> echo(ag::message message) {
    const auto answer = std::string("echo: ").append(message.text());
    co_await message.reply(answer);
}

} // namespace

TEST_CASE("a user and a userbot write to each other") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    ag::userbot me{ag::memory_session{}, telegram.app(), bob.prompts()};
    me.on_message(ag::filters::incoming, echo);

    alice.writes(me, "hello");

    CHECK(me.id() == bob.id());
    const auto seen = alice.sees(me);
    CHECK(seen.text == "echo: hello");
    CHECK(seen.sender == bob.id());
}

TEST_CASE("a userbot talks to a bot while the test waits for either") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    ag::userbot me{ag::memory_session{}, telegram.app(), bob.prompts()};
    const auto bot_id = telegram.start(bot);
    std::optional<ag::message> from_bot;
    std::optional<ag::message> from_alice;
    me.on_message(ag::filters::incoming, [&](ag::message message) -> ag::awaitable<void> {
        if (message.chat_id() != bot_id) {
            from_alice = message;
            co_await from_bot->reply(message.text());
        } else if (from_alice) {
            co_await from_alice->reply(message.text());
        } else {
            from_bot = message;
        }
    });
    telegram.start(me);
    bob.writes(bot, "hello");
    REQUIRE(bob.sees(bot).text == "echo: hello");

    alice.writes(me, "a question");
    CHECK(alice.sees(me).text == "echo: a question");
}

TEST_CASE("a user and a client write to each other") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    asio::io_context io;
    ag::client me{io.get_executor(), ag::memory_session{}, telegram.app()};
    std::optional<std::string> heard;
    asio::co_spawn(
        io,
        me.run([&](ag::client& telegram_client) -> ag::awaitable<void> {
            co_await telegram_client.sign_in(bob.prompts());
            auto updates = telegram_client.updates();
            while (const auto next = co_await updates.next()) {
                const auto* added = next->update->get_if<api::updateNewMessage>();
                const auto* message =
                    added != nullptr ? added->message.get_if<api::message>() : nullptr;
                if (message == nullptr || message->out)
                    continue;
                heard = message->message.str();
                co_await telegram_client.send_text(alice.id(), "heard " + *heard);
            }
        }),
        [](const std::exception_ptr&) {}
    );

    alice.writes(me, "hello");
    CHECK(alice.sees(me).text == "heard hello");
    CHECK(heard == "hello");
}

TEST_CASE("a user sees what others write in a group") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    const auto group = telegram.group("Chat", alice, bob, bot);
    telegram.promote(group, bot);

    const auto written = bob.writes(group, "hello");
    CHECK(written.text == "hello");
    const auto first = alice.sees(group);
    CHECK(first.text == "hello");
    CHECK(first.sender == bob.id());
    const auto second = alice.sees(group);
    CHECK(second.text == "echo: hello");
    CHECK(second.reply_to == first.id);
    CHECK(bob.sees(bot, group).text == "echo: hello");

    alice.writes(group, "an answer", {.reply_to = second.id});
    CHECK(alice.reads(bot, group) == "echo: an answer");
    alice.writes(bob, "hello, Bob");
    CHECK(bob.reads(alice) == "hello, Bob");
}
