// SPDX-License-Identifier: MIT
// Defects that users of Telegram clients have reported in public, each tried on a bot.
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

/// Counts the requests for a difference of the account, and refuses some of them as a server with internal problems.
struct differences {
    int asked = 0;
    int to_refuse = 0;
};

class watching final : public ag::rpc::middleware {
public:
    watching(ag::rpc::invoker& around, differences& seen) : middleware(around), seen_(seen) {}

    ag::awaitable<ag::rpc::answer>
    call(ag::rpc::request sent, ag::rpc::call_options options) override {
        if (std::string{sent.method()}.starts_with("updates.getDifference")) {
            ++seen_.asked;
            if (seen_.to_refuse > 0) {
                --seen_.to_refuse;
                return refusal();
            }
        }
        return inner().call(std::move(sent), options);
    }

private:
    static ag::awaitable<ag::rpc::answer> refusal() {
        ag::rpc_error error{500, "HISTORY_GET_FAILED"};
        ag::rpc::answer refused = ag::failure(std::move(error));
        co_return refused;
    }

    differences& seen_;
};

/// The configuration of a client that is watched.
ag::client_config watched(ag::testing::server& telegram, differences& seen) {
    auto app = telegram.app();
    app.middleware.push_back([&seen](ag::rpc::invoker& inner) {
        return std::make_unique<watching>(inner, seen);
    });
    return app;
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

} // namespace

TEST_CASE("reading a chat leaves no gap before its next message") {
    constexpr std::size_t count = 10;
    const ag::testing::clock time;
    ag::testing::server telegram;
    const auto alice = telegram.user("Alice");
    const auto bob = telegram.user("Bob");
    const auto bob_writes = [&](const std::string& text) {
        telegram.on_server([&] {
            ag::testing::player writer{telegram.data_centre(), ag::steady_now()};
            CHECK(writer.write(bob.id(), alice.id(), text));
            telegram.pump();
        });
    };
    asio::io_context io;
    const ag::memory_session storage;
    differences seen;
    ag::userbot me{io.get_executor(), storage, watched(telegram, seen), alice.prompts()};
    std::vector<std::string> heard;
    me.on_message([&heard](ag::message message) -> ag::awaitable<void> {
        heard.emplace_back(message.text());
        co_return;
    });
    std::size_t moved = 0;
    auto asked_before = 0;
    std::exception_ptr failed;
    const std::function<ag::awaitable<void>(ag::client&)> work = [&](ag::client& client
                                                                 ) -> ag::awaitable<void> {
        while (!me.ready())
            co_await ag::pause(5ms);
        ag::any_session peers{storage};
        ag::api::messages::readHistory read{};
        for (std::size_t number = 0; number <= count; ++number) {
            if (number != 0) {
                const auto effect = co_await client.invoke(read);
                moved += static_cast<std::size_t>(effect->pts_count);
            }
            bob_writes(std::to_string(number));
            while (heard.size() <= number)
                co_await ag::pause(5ms);
            if (number == 0) {
                co_await ag::pause(3s); // until the session knows Bob
                read.peer = co_await ag::resolve_input_peer(peers, bob.id());
                asked_before = seen.asked;
            }
        }
    };
    asio::co_spawn(io, me.serve(work), [&failed](std::exception_ptr error) { failed = error; });
    ag::tests::run_to_end(io);
    if (failed)
        std::rethrow_exception(failed);
    CHECK(heard.size() == count + 1);
    CHECK(moved == count);
    CHECK(seen.asked == asked_before);
}

TEST_CASE("many chats whose handlers are slower than their messages are all answered, in the order "
          "of each chat") {
    constexpr std::size_t chats = 12;
    constexpr std::size_t messages = 15;
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.limit_update_memory(40'000);
    std::size_t most = 0;
    std::size_t running = 0;
    bot.on_message([&](ag::message m) -> ag::awaitable<void> {
        most = std::max(most, ++running);
        co_await ag::pause(1s);
        co_await m.reply(m.text());
        --running;
    });
    std::vector<ag::testing::test_user> users;
    for (std::size_t i = 0; i < chats; ++i)
        users.push_back(telegram.user("User " + std::to_string(i)));
    const auto text_of = [](std::size_t number) {
        return std::to_string(number) + " " + std::string(300, 'x');
    };
    for (std::size_t number = 0; number < messages; ++number)
        for (auto& user : users)
            user.writes(bot, text_of(number));
    for (auto& user : users)
        for (std::size_t number = 0; number < messages; ++number)
            CHECK(user.reads(bot) == text_of(number));
    CHECK(most > 1);
    CHECK(most <= chats);
    static_cast<void>(time);
}

TEST_CASE("a bot tells once that missed messages are delayed, and that they are not any more") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    const ag::memory_session storage;
    auto alice = telegram.user("Alice");
    std::vector<ag::updates_delayed> delays;
    differences seen;
    std::optional<ag::bot> bot;
    const auto start = [&] {
        bot.emplace(storage, watched(telegram, seen));
        bot->on_updates_delayed([&](const ag::updates_delayed& delayed) {
            delays.push_back(delayed);
            throw std::runtime_error("a failing function ends nothing");
        });
        bot->on_message(echo);
    };
    start();
    alice.writes(*bot, "0");
    CHECK(alice.reads(*bot) == "0");
    const auto id = bot->id();
    bot->stop();
    bot->context().restart();
    time.run_to_end(bot->context());
    telegram.on_server([&] {
        ag::testing::player writer{telegram.data_centre(), ag::steady_now()};
        REQUIRE(writer.write(alice.id(), id, "while it was away"));
        telegram.pump();
    });
    seen.to_refuse = 10;
    start();
    alice.writes(*bot, "later");
    CHECK(alice.reads(*bot) == "while it was away");
    CHECK(alice.reads(*bot) == "later");
    CHECK(seen.to_refuse == 0);
    REQUIRE(delays.size() == 2);
    CHECK(delays[0].where == 0);
    CHECK_FALSE(delays[0].over);
    CHECK(delays[0].reason == "HISTORY_GET_FAILED");
    CHECK(delays[1].over);
}

TEST_CASE("a user who polls a channel receives its posts as soon as the account has seen it") {
    const ag::testing::clock time;
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    const auto watcher = telegram.user("Watcher");
    const auto news = telegram.channel("News", alice);
    telegram.on_server([&] {
        auto& accounts = telegram.data_centre().accounts();
        REQUIRE(accounts.rename(*accounts.find_chat(news.id()), "news"));
    });
    asio::io_context io;
    ag::userbot me{io.get_executor(), ag::memory_session{}, telegram.app(), watcher.prompts()};
    std::vector<std::string> heard;
    me.on_message([&heard](ag::message message) -> ag::awaitable<void> {
        heard.emplace_back(message.text());
        co_return;
    });
    std::vector<ag::updates_delayed> delays;
    me.on_updates_delayed([&](const ag::updates_delayed& delayed) { delays.push_back(delayed); });
    std::size_t skips = 0;
    me.on_updates_skipped([&](const ag::updates_skipped&) { ++skips; });
    std::exception_ptr failed;
    const std::function<ag::awaitable<void>(ag::client&)> work = [&](ag::client& client
                                                                 ) -> ag::awaitable<void> {
        const auto polled = client.poll_channel(news.id(), 1s);
        alice.writes(news, "before");
        co_await ag::pause(1min);
        CHECK(heard.empty());
        CHECK(delays.size() == 1);
        const ag::api::contacts::resolveUsername search{.username = "news"};
        static_cast<void>(co_await client.invoke(search));
        while (delays.size() < 2)
            co_await ag::pause(100ms);
        alice.writes(news, "after");
        while (heard.empty())
            co_await ag::pause(100ms);
    };
    asio::co_spawn(io, me.serve(work), [&failed](std::exception_ptr error) { failed = error; });
    ag::tests::run_to_end(io);
    if (failed)
        std::rethrow_exception(failed);
    CHECK(heard == std::vector<std::string>{"after"});
    CHECK(skips == 0);
    REQUIRE(delays.size() == 2);
    CHECK(delays[0].where == ag::peer_id::from_dialog_id(news.id())->bare_id());
    CHECK_FALSE(delays[0].over);
    CHECK(delays[1].over);
}
