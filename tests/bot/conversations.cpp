// SPDX-License-Identifier: MIT
// Questions and states in a bot that runs.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/dispatcher/ask_options.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/dispatcher/state/state.hpp>
#include <awaitgram/keyboard/inline_button.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

struct asked_age {
    std::string name{};
};

ag::awaitable<void> register_user(ag::message m) {
    const auto name = co_await m.ask("Your name?", 10s);
    if (!name) {
        co_await m.reply("Too late.");
        co_return;
    }
    const auto age = co_await name->ask("Your age?", 10s);
    std::string text{name->text()};
    text += age ? ", " + std::string{age->text()} : ", of unknown age";
    co_await m.reply(text);
}

ag::awaitable<void> echo(ag::message m) {
    const auto answer = "echo: " + std::string{m.text()};
    co_await m.reply(answer);
}

} // namespace

TEST_CASE("a handler asks several users at the same time, and other handlers do not get the answers"
) {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::command("register"), register_user);
    bot.on_message(echo);
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    alice.writes(bot, "/register");
    CHECK(alice.reads(bot) == "Your name?");
    bob.writes(bot, "/register");
    CHECK(bob.reads(bot) == "Your name?");
    bob.writes(bot, "Bob");
    CHECK(bob.reads(bot) == "Your age?");
    alice.writes(bot, "Alice");
    CHECK(alice.reads(bot) == "Your age?");
    alice.writes(bot, "30");
    CHECK(alice.reads(bot) == "Alice, 30");
    bob.writes(bot, "40");
    CHECK(bob.reads(bot) == "Bob, 40");
    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "echo: hello");
}

TEST_CASE("a question without an answer in time ends, and what comes later goes to the handlers") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::command("register"), register_user);
    bot.on_message(echo);
    auto alice = telegram.user("Alice");

    alice.writes(bot, "/register");
    CHECK(alice.reads(bot) == "Your name?");
    CHECK(alice.reads(bot) == "Too late.");
    alice.writes(bot, "Alice");
    CHECK(alice.reads(bot) == "echo: Alice");
}

TEST_CASE("a bot that stops ends its questions at once, and asks again after the next start") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::error_code ended;
    bot.on_message([&](ag::message m) -> ag::awaitable<void> {
        try {
            static_cast<void>(co_await m.ask("Your name?", 1h));
        } catch (const std::system_error& error) {
            ended = error.code();
            throw;
        }
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "/register");
    CHECK(alice.reads(bot) == "Your name?");

    const auto before = telegram.clock().now();
    bot.stop();
    telegram.clock().run_to_end(bot.context());
    CHECK(ended == asio::error::operation_aborted);
    CHECK(telegram.clock().now() - before < 5s);
}

TEST_CASE("a dialogue of steps survives a restart of the bot") {
    ag::testing::server telegram;
    const ag::memory_session storage;
    auto alice = telegram.user("Alice");
    const auto prepare = [](ag::bot& bot) {
        bot.on_message(
            ag::filters::state<asked_age>.predicate,
            [](ag::message m, asked_age known) -> ag::awaitable<void> {
                co_await m.state<asked_age>().clear();
                const auto answer = known.name + ", " + std::string{m.text()};
                co_await m.reply(answer);
            }
        );
        bot.on_message([](ag::message m) -> ag::awaitable<void> {
            co_await m.state<asked_age>().emplace(std::string(m.text()));
            co_await m.reply("Your age?");
        });
    };
    // The test server knows a bot by its place.
    std::optional<ag::bot> bot;
    bot.emplace(storage, telegram.app());
    prepare(*bot);
    alice.writes(*bot, "Alice");
    CHECK(alice.reads(*bot) == "Your age?");
    bot->stop();
    bot->context().restart();
    telegram.clock().run_to_end(bot->context());
    bot.emplace(storage, telegram.app());
    prepare(*bot);
    const auto key = ag::state_key_of(alice.id(), alice.id());
    CHECK_THROWS_AS(static_cast<void>(bot->state<asked_age>(key)), std::logic_error);
    alice.writes(*bot, "30");
    CHECK(alice.reads(*bot) == "Alice, 30");
    alice.writes(*bot, "Bob");
    CHECK(alice.reads(*bot) == "Your age?");
    CHECK(bot->state<asked_age>(key).key() == key);
}

TEST_CASE("a press that a handler waited for and did not answer is answered when the handler ends"
) {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message([](ag::message m) -> ag::awaitable<void> {
        const auto keys = ag::inline_keyboard().row(ag::button("yes", "1"), ag::button("no", "0"));
        const auto press = co_await m.ask_press("Sure?", keys, 1min);
        if (press && press->data() == "1")
            co_await press->answer("Thanks!");
        co_await m.reply("Noted.");
    });
    auto alice = telegram.user("Alice");

    alice.writes(bot, "hi");
    auto asked = alice.sees(bot);
    const auto silent = alice.presses(asked.button("no"));
    CHECK(silent.answered);
    CHECK(silent.text.empty());
    CHECK(alice.reads(bot) == "Noted.");
    auto answers = 0;
    [[maybe_unused]] const auto counting =
        telegram.on<ag::api::messages::setBotCallbackAnswer>([&answers](const auto&) {
            ++answers;
            return ag::testing::pass;
        });
    alice.writes(bot, "again");
    asked = alice.sees(bot);
    CHECK(alice.presses(asked.button("yes")).text == "Thanks!");
    CHECK(alice.reads(bot) == "Noted.");
    telegram.clock().pass(bot.context(), 5s);
    CHECK(answers == 1);
}
