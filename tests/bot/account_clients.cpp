// SPDX-License-Identifier: MIT
// The clients of bots and of user accounts, which know what they may call.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/account_client.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <concepts>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

static_assert(std::same_as<decltype(std::declval<ag::bot&>().telegram()), ag::bot_client&>);
static_assert(std::same_as<decltype(std::declval<ag::userbot&>().telegram()), ag::user_client&>);

ag::awaitable<std::string> always(std::string answer) {
    co_return answer;
}

} // namespace

TEST_CASE("the handlers and the work of a bot may take the client of a bot") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    const ag::bot_client* started = nullptr;
    bot.on_start([&started](ag::bot_client& client) -> ag::awaitable<void> {
        started = &client;
        co_return;
    });
    bot.on_message([](ag::message message, ag::bot_client& client) -> ag::awaitable<void> {
        const ag::api::updates::getState request{};
        const auto state = co_await client.invoke(request);
        const auto answer = state->pts > 0 ? "known" : "unknown";
        co_await client.send_text(message.chat_id(), answer);
    });
    auto alice = telegram.user("Alice");

    alice.writes(bot, "hello");

    CHECK(alice.reads(bot) == "known");
    CHECK(started == &bot.telegram());
}

TEST_CASE("a handler that takes any client of a bot is refused what only users may call") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message([](ag::message message, ag::client& client) -> ag::awaitable<void> {
        const ag::api::messages::checkChatInvite request{.hash = "abc"};
        std::string answer = "sent";
        try {
            static_cast<void>(co_await client.try_invoke(request));
        } catch (const std::system_error& error) {
            if (error.code() == ag::rpc::errc::users_only)
                answer = error.what();
        }
        co_await message.reply(answer);
    });
    auto alice = telegram.user("Alice");

    alice.writes(bot, "hello");

    CHECK(alice.reads(bot).starts_with("messages.checkChatInvite: only users"));
}

TEST_CASE("the work of a userbot may take the client of a user") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    ag::sign_in_prompts prompts;
    prompts.phone = [phone = alice.phone()] { return always(phone); };
    prompts.code = [code = telegram.code()](const std::string&) { return always(code); };
    ag::userbot me{ag::memory_session{}, telegram.app(), prompts};
    const ag::user_client* worked = nullptr;
    auto is_bot = true;

    const auto code = me.run([&](ag::user_client& client) -> ag::awaitable<void> {
        worked = &client;
        is_bot = client.account().is_bot;
        co_return;
    });

    CHECK(code == 0);
    CHECK(worked == &me.telegram());
    CHECK_FALSE(is_bot);
}
