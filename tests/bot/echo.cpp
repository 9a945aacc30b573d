// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

} // namespace

TEST_CASE("the bot echoes") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);

    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");

    CHECK(alice.reads(bot) == "hello");
}

TEST_CASE("several users talk to one bot at the same time") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    alice.writes(bot, "one");
    bob.writes(bot, "two");
    alice.writes(bot, "three");

    CHECK(alice.reads(bot) == "one");
    CHECK(alice.reads(bot) == "three");
    CHECK(bob.reads(bot) == "two");
}

TEST_CASE("a handler sees the sender, and gets the message that it sent itself") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto alice = telegram.user("Alice");
    std::string sent;
    bot.on_message([&](ag::message message) -> ag::awaitable<void> {
        const auto answer = co_await message.reply("you are " + message.sender_name());
        sent = answer.text();
        CHECK(message.sender_id() == alice.id());
        CHECK(message.chat_id() == alice.id());
        CHECK(answer.outgoing());
        CHECK(answer.id() > message.id());
        CHECK(answer.chat_id() == alice.id());
    });

    alice.writes(bot, "who am I?");

    CHECK(alice.reads(bot) == "you are Alice");
    bot.stop();
    bot.context().restart();
    bot.context().run(); // the handler continues after the answer has arrived
    CHECK(sent == "you are Alice");
}

TEST_CASE("commands go to their handler, with their arguments") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::command("add"), [](ag::message m) -> ag::awaitable<void> {
        co_await m.reply("adding " + std::string(m.command().arguments));
    });
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");

    alice.writes(bot, "/add milk");
    CHECK(alice.reads(bot) == "adding milk");
    alice.writes(bot, "/add@some_other_bot milk");
    CHECK(alice.reads(bot) == "/add@some_other_bot milk");
    alice.writes(bot, "/add@" + bot.username() + " eggs");
    CHECK(alice.reads(bot) == "adding eggs");
}

TEST_CASE("a handler that throws does not keep the bot from answering the next message") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto failures = 0;
    bot.on_error([&failures](const ag::message&, const std::exception_ptr&) { ++failures; });
    bot.on_message(ag::filters::text_is("bad"), [](ag::message) -> ag::awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");

    alice.writes(bot, "bad");
    alice.writes(bot, "good");

    CHECK(alice.reads(bot) == "good");
    CHECK(failures == 1);
}

TEST_CASE("a reply that Telegram refuses is an rpc_error in the handler") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::string refused;
    const std::string too_long(4097, 'a');
    bot.on_message([&refused, &too_long](ag::message m) -> ag::awaitable<void> {
        try {
            co_await m.reply(too_long);
        } catch (const ag::rpc_error& error) {
            refused = error.name();
        }
        co_await m.reply(refused);
    });
    auto alice = telegram.user("Alice");

    alice.writes(bot, "say a lot");

    CHECK(alice.reads(bot) == "MESSAGE_TOO_LONG");
}

TEST_CASE("a bot that is stopped ends without an error") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    REQUIRE(alice.reads(bot) == "hello");

    bot.stop();
    bot.context().restart();
    bot.context().run();

    CHECK_FALSE(bot.failure());
    CHECK_FALSE(bot.ready());
}

TEST_CASE("a handler may stop its bot, which ends after the handler does") {
    const ag::testing::clock time;
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto ended = false;
    bot.on_message(ag::filters::text, [&](ag::message m) -> ag::awaitable<void> {
        bot.stop();
        co_await m.reply("good bye");
        ended = true;
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "stop");
    CHECK(alice.reads(bot) == "good bye");

    bot.context().restart();
    ag::tests::run_to_end(bot.context());
    CHECK(ended);
    CHECK_FALSE(bot.failure());
    CHECK_FALSE(bot.ready());
}

TEST_CASE("a token that makes no sense is refused with one sentence") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};

    bot.start("no token");
    bot.context().run();

    REQUIRE(bot.failure());
    CHECK_THROWS_AS(std::rethrow_exception(bot.failure()), std::exception);
}

TEST_CASE("a bot runs on any executor") {
    ag::testing::server telegram;
    asio::io_context io;
    ag::bot bot{io.get_executor(), ag::memory_session{}, telegram.app()};
    auto failed = false;
    auto ended = false;
    asio::co_spawn(io, bot.serve("77:secret"), [&](const std::exception_ptr& error) {
        failed = error != nullptr;
        ended = true;
    });

    while (!bot.ready() && !ended)
        io.run_one();
    CHECK(bot.id() == 77);
    bot.stop();
    while (!ended)
        io.run_one();

    CHECK_FALSE(failed);
}

TEST_CASE("a bot starts as soon as a server that fails works again") {
    for (const auto method :
         {ag::api::auth::importBotAuthorization::tl_id,
          ag::api::users::getUsers::tl_id,
          ag::api::updates::getState::tl_id}) {
        CAPTURE(method);
        ag::testing::clock time;
        ag::testing::server telegram;
        auto configuration = telegram.app();
        configuration.log = nullptr;
        ag::bot bot{ag::memory_session{}, configuration};
        telegram.on_server([&] {
            for (auto failures = 0; failures != 6; ++failures)
                telegram.data_centre().refuse_next(method, {-503, "Timedout", ""});
        });
        bot.start("77:secret");
        time.run_until(bot.context(), [&] { return bot.ready() || bot.failure(); });
        CHECK(bot.ready());
    }
}
