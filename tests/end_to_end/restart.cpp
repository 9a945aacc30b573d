// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/net/tcp.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

/// Writes to a bot without a push, as if it were not connected.
void write_unheard(
    ag::testing::server& telegram, std::int64_t from, std::int64_t to, std::string text
) {
    telegram.on_server([&] {
        auto& accounts = telegram.data_centre().accounts();
        ag::testing::draft message;
        message.text = std::move(text);
        message.random_id = 4711;
        static_cast<void>(
            accounts.send(*accounts.find(from), *accounts.find(to), message, 1'700'000'000)
        );
    });
}

/// The messages of a bot to a user.
std::vector<std::string>
answers(ag::testing::server& telegram, std::int64_t bot, std::int64_t user) {
    return telegram.on_server([&] {
        std::vector<std::string> texts;
        for (const auto& [id, each] : telegram.data_centre().accounts().find(user)->box.messages())
            if (each.from == bot)
                texts.push_back(each.text);
        return texts;
    });
}

/// A TCP stream that fails while `broken`.
class fragile_stream {
public:
    fragile_stream(asio::any_io_executor executor, std::shared_ptr<bool> broken)
        : inner_(std::move(executor)), broken_(std::move(broken)) {}

    ag::awaitable<void> connect(ag::server_address to) {
        check();
        return inner_.connect(std::move(to));
    }
    ag::awaitable<std::size_t> read_some(ag::byte_span into) { return inner_.read_some(into); }
    ag::awaitable<void> write(ag::byte_view from) {
        check();
        return inner_.write(from);
    }
    void close() { inner_.close(); }

private:
    void check() const {
        if (*broken_)
            throw std::system_error(asio::error::connection_reset, "broken by the test");
    }

    ag::net::tcp_stream inner_;
    std::shared_ptr<bool> broken_;
};

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a restarted bot answers the messages of the meantime once, with its old key") {
    const ag::tests::directory place;
    const auto file = place.file("echo.session");
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    std::optional<ag::bot> bot;
    bot.emplace(file, telegram.app());
    bot->on_message(ag::filters::text, echo);
    alice.writes(*bot, "before");
    REQUIRE(alice.reads(*bot) == "before");
    const auto id = bot->id();
    bot->stop();
    CHECK_FALSE(bot->ready());
    bot->context().restart();
    bot->context().run();
    REQUIRE_FALSE(bot->failure());
    bot.reset();
    const auto keys = telegram.on_server([&] { return telegram.data_centre().key_count(); });
    write_unheard(telegram, alice.id(), id, "meanwhile");

    bot.emplace(file, telegram.app());
    bot->on_message(ag::filters::text, echo);
    alice.writes(*bot, "after");
    CHECK(alice.reads(*bot) == "meanwhile");
    CHECK(alice.reads(*bot) == "after");
    bot->stop();
    bot->context().restart();
    bot->context().run();

    CHECK(answers(telegram, id, alice.id()) == list{"before", "meanwhile", "after"});
    CHECK(telegram.on_server([&] { return telegram.data_centre().key_count(); }) == keys);
}

TEST_CASE("an outage while missed messages are fetched does not end a bot") {
    ag::testing::clock time;
    ag::testing::server telegram;
    auto configuration = telegram.app();
    const auto broken = std::make_shared<bool>(false);
    configuration.log = nullptr;
    configuration.outage_limit = 100ms;
    configuration.dial = [broken](asio::any_io_executor executor) {
        return ag::net::any_stream{std::make_unique<fragile_stream>(executor, broken)};
    };
    ag::bot bot{ag::memory_session{}, configuration};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    alice.writes(bot, "before");
    REQUIRE(alice.reads(bot) == "before");

    // The push of the second shows that the first is missing.
    write_unheard(telegram, alice.id(), bot.id(), "lost");
    alice.writes(bot, "late");
    time.pass(bot.context(), 300ms);
    *broken = true;
    time.pass(bot.context(), 2s);
    REQUIRE_FALSE(bot.failure());
    CHECK(answers(telegram, bot.id(), alice.id()) == list{"before"});
    *broken = false;

    CHECK(alice.reads(bot) == "lost");
    CHECK(alice.reads(bot) == "late");
}

TEST_CASE("starting a bot that runs changes nothing") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    REQUIRE(alice.reads(bot) == "hello");

    bot.stop();
    bot.start("no token");
    CHECK_FALSE(bot.ready());
    bot.context().restart();
    bot.context().run();

    CHECK_FALSE(bot.failure());
}
