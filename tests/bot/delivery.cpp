// SPDX-License-Identifier: MIT
// The order of updates, and which of them come again after a restart.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/detail/update_delivery.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
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

TEST_CASE("the age of a message counts by the server's clock, whatever the machine's clock shows") {
    ag::testing::clock time;
    asio::io_context io;
    ag::client unused{io.get_executor(), ag::memory_session{}, ag::client_config{}};
    ag::dispatcher handlers;
    list heard;
    handlers.on_message([&heard](ag::message m) -> ag::awaitable<void> {
        heard.emplace_back(m.text());
        co_return;
    });
    ag::detail::manager_relay relay;
    const auto sent = ag::unix_seconds(ag::steady_now());
    const auto deliver = [&](ag::task_group& group, const std::string& text) {
        ag::detail::dispatching to{
            handlers,
            {group, unused},
            ag::updates::age_limit{10min},
            relay.server_clock(),
            std::make_shared<ag::unique_function<void(const ag::updates_skipped&)>>(),
            std::make_shared<ag::unique_function<void(const ag::updates_delayed&)>>(),
            nullptr};
        ag::api::message message{};
        message.peer_id = ag::api::peerUser{.user_id = 5};
        message.message = text;
        message.date = static_cast<std::int32_t>(sent);
        ag::api::updateNewMessage update{};
        update.message = std::move(message);
        const auto holder =
            std::make_shared<ag::peer_map_of<ag::api::Update>>(ag::api::Update{std::move(update)});
        ag::updates::ordered_update next;
        next.update = &holder->kept;
        next.peers = holder;
        to.deliver(std::move(next));
    };
    const std::function<ag::awaitable<void>(ag::task_group&)> body = [&](ag::task_group& group
                                                                     ) -> ag::awaitable<void> {
        deliver(group, "new");
        relay.on_time(1h);
        deliver(group, "old");
        relay.on_time(-1h);
        deliver(group, "new again");
        co_await ag::pause(1s);
    };
    const ag::task running{io.get_executor(), ag::with_tasks(body), nullptr};
    time.run_to_end(io);
    CHECK(!running.error());
    CHECK(heard == list{"new", "new again"});
}

TEST_CASE("a bot works with as little memory for updates as there can be") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.limit_update_memory(0);
    bot.limit_differences(0);
    bot.on_message([](ag::message m) -> ag::awaitable<void> { co_await m.reply(m.text()); });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "hello");
    const auto id = bot.id();
    bot.stop();
    run_to_end(bot);
    for (const auto* const text : {"1", "2", "3"})
        write_to(telegram, alice, id, text);
    alice.writes(bot, "4");
    for (const auto* const text : {"1", "2", "3", "4"})
        CHECK(alice.reads(bot) == text);
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
