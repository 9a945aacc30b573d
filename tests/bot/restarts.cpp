// SPDX-License-Identifier: MIT
// What comes again after a restart, and what does not.
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

/// A bot with a session that outlives it, and a log of the messages that its handler began.
struct scene {
    ag::testing::server telegram{};
    ag::testing::clock& time = telegram.clock();
    ag::testing::test_user alice = telegram.user("Alice");
    ag::testing::test_user bob = telegram.user("Bob");
    ag::memory_session storage{};
    std::function<void(ag::bot&)> prepare{};
    std::vector<std::string> warnings{};
    list heard{};
    std::optional<ag::bot> bot{};

    void make() {
        auto app = telegram.app();
        app.log = [this](ag::log_level, std::string_view line) { warnings.emplace_back(line); };
        bot.emplace(storage, app);
        bot->on_message([this](ag::message m) -> ag::awaitable<void> {
            heard.emplace_back(m.text());
            if (m.text() == "hang")
                co_await ag::pause(24h);
            if (m.text() == "cancel")
                throw std::system_error(asio::error::operation_aborted);
            co_await m.reply(m.text());
        });
        if (prepare)
            prepare(*bot);
    }

    void wait_until(const std::function<bool()>& condition) {
        time.run_until(bot->context(), condition);
    }

    /// Runs the bot until it has handled everything that was written so far: the answer to this is the last one.
    void settle(const std::string& last) {
        bob.writes(*bot, last);
        while (bob.reads(*bot) != last)
            ;
    }

    void stop() {
        bot->stop();
        bot->context().restart();
        time.run_to_end(bot->context());
        CHECK_FALSE(bot->failure());
        bot.reset();
    }

    /// Ends the program at once: only what is stored already remains.
    void kill() {
        const auto stored = storage.data();
        bot.reset();
        storage = ag::memory_session{stored};
    }

    /// Waits for as long as changes wait to be stored.
    void save() { time.pass(bot->context(), 2s); }

    void write_away(const ag::testing::test_user& from, std::int64_t to, const std::string& text) {
        telegram.on_server([&] {
            ag::testing::player writer{telegram.data_centre(), ag::steady_now()};
            REQUIRE(writer.write(from.id(), to, text));
            telegram.pump();
        });
    }

    [[nodiscard]] std::ptrdiff_t count(const std::string& text) const {
        return std::count(heard.begin(), heard.end(), text);
    }
};

} // namespace

TEST_CASE("after a kill only the message whose handler hung comes again") {
    scene s;
    s.make();
    s.alice.writes(*s.bot, "hang");
    s.wait_until([&] { return s.count("hang") == 1; });
    for (const auto* const text : {"a", "b", "c"}) {
        s.bob.writes(*s.bot, text);
        CHECK(s.bob.reads(*s.bot) == text);
    }
    s.save();
    s.kill();

    s.heard.clear();
    s.make();
    s.settle("after");
    CHECK(s.count("hang") == 1);
    CHECK(s.heard.size() == 2);
    // And so again, as long as it hangs.
    s.save();
    s.kill();
    s.heard.clear();
    s.make();
    s.settle("later");
    CHECK(s.count("hang") == 1);
    CHECK(s.heard.size() == 2);
}

TEST_CASE("messages that wait behind a hung one, and those that came while the program was away, "
          "are delivered after a kill") {
    scene s;
    s.make();
    s.alice.writes(*s.bot, "hang");
    s.alice.writes(*s.bot, "behind");
    s.settle("first");
    CHECK(s.count("behind") == 0);
    const auto id = s.bot->id();
    s.save();
    s.kill();
    s.write_away(s.bob, id, "away");

    s.heard.clear();
    s.make();
    s.settle("after");
    CHECK(s.count("hang") == 1);
    CHECK(s.count("away") == 1);
    CHECK(s.heard.size() == 3);
}

TEST_CASE("a message whose handler `stop` cancelled comes again three times at most") {
    scene s;
    s.make();
    s.alice.writes(*s.bot, "hang");
    s.settle("first");
    for (auto starts = 1; starts <= 4; ++starts) {
        CHECK(s.count("hang") == starts);
        s.stop();
        s.make();
        s.settle("start " + std::to_string(starts));
    }
    CHECK(s.count("hang") == 4);
    CHECK(s.count("first") == 1);
    s.stop();
    CHECK(s.storage.data().updates.handled.empty());
}

TEST_CASE("a message whose handler `stop` cancelled is handled if the program says so") {
    scene s;
    s.prepare = [](ag::bot& bot) { bot.repeat_cancelled(0); };
    s.make();
    s.alice.writes(*s.bot, "hang");
    s.settle("first");
    s.stop();
    s.make();
    s.settle("second");
    CHECK(s.count("hang") == 1);
}

TEST_CASE("messages that wait for their turn when the bot is stopped come again, however often") {
    scene s;
    s.prepare = [](ag::bot& bot) { bot.repeat_cancelled(100); };
    s.make();
    s.alice.writes(*s.bot, "hang");
    s.alice.writes(*s.bot, "behind");
    s.settle("first");
    for (auto starts = 0; starts < 5; ++starts) {
        s.stop();
        s.make();
        s.settle("again");
    }
    CHECK(s.count("behind") == 0);
    s.stop();
    s.prepare = [](ag::bot& bot) { bot.order(ag::update_order::unordered); };
    s.make();
    s.settle("last");
    CHECK(s.count("behind") == 1);
    CHECK(s.count("first") == 1);
}

TEST_CASE("a handler that cancels itself has handled its message") {
    scene s;
    s.make();
    s.alice.writes(*s.bot, "cancel");
    s.settle("first");
    s.save();
    s.kill();
    s.make();
    s.settle("second");
    CHECK(s.count("cancel") == 1);
}

TEST_CASE("a bot that does not catch up skips what was written while it was away") {
    scene s;
    s.make();
    s.settle("first");
    const auto id = s.bot->id();
    s.stop();
    s.write_away(s.alice, id, "missed");
    s.prepare = [](ag::bot& bot) { bot.catch_up(false); };
    s.make();
    s.settle("second");
    CHECK(s.heard == list{"first", "second"});
}

TEST_CASE("messages that are too old are dropped, counted in the log, and do not come again") {
    scene s;
    s.make();
    s.settle("first");
    const auto id = s.bot->id();
    s.stop();
    for (const auto* const text : {"old", "older"})
        s.write_away(s.alice, id, text);
    s.time.advance(1h);
    s.prepare = [](ag::bot& bot) { bot.drop_older_than(10min); };
    s.make();
    s.settle("second");
    CHECK(s.heard == list{"first", "second"});
    CHECK(
        std::count(s.warnings.begin(), s.warnings.end(), "2 messages were too old and dropped") == 1
    );
    s.stop();
    s.prepare = nullptr;
    s.make();
    s.settle("third");
    CHECK(s.heard == list{"first", "second", "third"});
}

TEST_CASE("a session that cannot be written ends a bot with the reason") {
    struct broken : ag::memory_session {
        std::shared_ptr<bool> full = std::make_shared<bool>(false);

        ag::awaitable<void> save_progress(ag::update_progress progress) {
            if (*full)
                throw std::system_error(make_error_code(std::errc::no_space_on_device));
            co_await ag::memory_session::save_progress(std::move(progress));
        }
    };
    ag::testing::server telegram;
    auto& time = telegram.clock();
    broken storage;
    const auto full = storage.full;
    ag::bot bot{storage, telegram.app()};
    bot.on_message([](ag::message m) -> ag::awaitable<void> { co_await m.reply(m.text()); });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "hello");
    *full = true;
    time.run_until(bot.context(), [&] { return bot.failure() != nullptr; });
    try {
        std::rethrow_exception(bot.failure());
    } catch (const std::system_error& error) {
        CHECK(error.code() == std::errc::no_space_on_device);
    }
}
