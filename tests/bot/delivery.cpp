// SPDX-License-Identifier: MIT
// The order of updates, and which of them come again after a restart.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

/// Writes to a bot, whether or not it runs.
void write_to(
    ag::testing::server& telegram,
    const ag::testing::test_user& from,
    std::int64_t bot,
    const std::string& text
) {
    telegram.on_server([&] {
        ag::testing::player writer{telegram.data_centre(), ag::steady_now()};
        REQUIRE(writer.write(from.id(), bot, text));
        telegram.pump();
    });
}

void run_to_end(ag::bot& bot) {
    bot.context().restart();
    if (auto* time = ag::testing::clock::current())
        time->run_to_end(bot.context());
    else
        bot.context().run();
}

} // namespace

TEST_CASE("messages that were written while a bot was away are answered in their order") {
    ag::testing::server telegram;
    const ag::memory_session storage;
    auto alice = telegram.user("Alice");
    std::optional<ag::bot> bot;
    const auto start = [&](ag::update_order order) {
        bot.emplace(storage, telegram.app());
        bot->order(order);
        // The first ones take the longest.
        bot->on_message([](ag::message m, ag::client& client) -> ag::awaitable<void> {
            const ag::api::help::getConfig request{};
            for (auto left = 4 - std::stoi(std::string{m.text()}); left > 0; --left)
                static_cast<void>(co_await client.invoke(request));
            co_await m.reply(m.text());
        });
    };
    start(ag::update_order::by_chat);
    alice.writes(*bot, "0");
    REQUIRE(alice.reads(*bot) == "0");
    const auto id = bot->id();
    bot->stop();
    run_to_end(*bot);
    for (const auto* const text : {"1", "2", "3"})
        write_to(telegram, alice, id, text);

    SUBCASE("one after another") {
        start(ag::update_order::by_chat);
        alice.writes(*bot, "4");
        for (const auto* const text : {"1", "2", "3", "4"})
            CHECK(alice.reads(*bot) == text);
    }
    SUBCASE("unless the program wants no order") {
        start(ag::update_order::unordered);
        alice.writes(*bot, "4");
        list texts;
        for (auto count = 0; count < 4; ++count)
            texts.push_back(alice.reads(*bot));
        CHECK(texts.front() != "1");
    }
}

TEST_CASE("a handler that hangs delays no other chat, and its own until it lets the next one start"
) {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message([](ag::message m) -> ag::awaitable<void> {
        if (m.text() == "wait")
            m.let_next_start();
        if (m.text() == "wait" || m.text() == "hang")
            co_await ag::pause(1h);
        co_await m.reply(m.text());
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    alice.writes(bot, "wait");
    alice.writes(bot, "first");
    CHECK(alice.reads(bot) == "first");
    alice.writes(bot, "hang");
    alice.writes(bot, "behind");
    for (auto count = 0; count < 5; ++count) {
        bob.writes(bot, "hello");
        CHECK(bob.reads(bot) == "hello");
    }
    // The answer to this one would have come before, if it did not wait.
    const auto written = telegram.on_server([&] {
        list texts;
        for (const auto& [id, each] :
             telegram.data_centre().accounts().find(alice.id())->box.messages())
            if (each.from == bot.id())
                texts.push_back(each.text);
        return texts;
    });
    CHECK(written == list{"first"});
}
