// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

ag::awaitable<std::string> always(std::string answer) {
    co_return answer;
}

/// The id and name of the account that a userbot without handlers sees in its work.
std::pair<std::int64_t, std::string>
account_seen(ag::testing::server& telegram, const ag::memory_session& storage, std::string phone) {
    asio::io_context io;
    ag::sign_in_prompts prompts;
    prompts.phone = [phone] { return always(phone); };
    prompts.code = [&telegram](const std::string&) { return always(telegram.code()); };
    ag::userbot me{io.get_executor(), storage, telegram.app(), prompts};
    std::pair<std::int64_t, std::string> seen;
    std::function<ag::awaitable<void>(ag::client&)> work = [&](ag::client& client
                                                           ) -> ag::awaitable<void> {
        CHECK(client.account().id == me.id());
        CHECK(client.account().username == me.username());
        seen = {me.id(), me.username()};
        co_return;
    };
    const ag::task running{io.get_executor(), me.serve(std::move(work)), nullptr};
    ag::tests::run_to_end(io);
    CHECK_FALSE(running.error());
    return seen;
}

} // namespace

TEST_CASE("a bot, its client and its messages tell of the same account, also after a restart") {
    ag::testing::server telegram;
    const ag::memory_session storage;
    auto alice = telegram.user("Alice");
    for (const std::string text : {"first", "second"}) {
        ag::bot bot{storage, telegram.app()};
        const ag::self_info* receiver = nullptr;
        bot.on_message([&](ag::message message) -> ag::awaitable<void> {
            receiver = message.receiver();
            co_await message.reply(message.text());
        });

        alice.writes(bot, text);
        REQUIRE(alice.reads(bot) == text);

        const auto& account = bot.telegram().account();
        CHECK(receiver == &account);
        CHECK(bot.id() == account.id);
        CHECK(account.is_bot);
        CHECK_FALSE(bot.username().empty());
        CHECK(bot.username() == account.username);
    }
}

TEST_CASE("a userbot without handlers knows its account, also after a restart") {
    ag::testing::server telegram;
    const ag::memory_session storage;
    auto alice = telegram.user("Alice");

    for (auto run = 0; run != 2; ++run)
        CHECK(account_seen(telegram, storage, alice.phone()).first == alice.id());
}
