// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

ag::awaitable<std::string> always(std::string answer) {
    co_return answer;
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

ag::sign_in_prompts answering(std::string phone, std::string code) {
    ag::sign_in_prompts prompts;
    prompts.phone = [phone] { return always(phone); };
    prompts.code = [code](const std::string&) { return always(code); };
    return prompts;
}

// Runs a userbot to its end; rethrows its exception.
void run(
    ag::userbot& me, asio::io_context& io, std::function<ag::awaitable<void>(ag::client&)> work
) {
    std::exception_ptr failed;
    asio::co_spawn(io, me.serve(std::move(work)), [&failed](std::exception_ptr error) {
        failed = error;
    });
    ag::tests::run_to_end(io);
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace

TEST_CASE("a userbot signs in by code and lists its dialogs") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    REQUIRE(alice.reads(bot) == "hello");

    asio::io_context io;
    const auto prompts = answering(alice.phone(), telegram.code());
    ag::userbot me{io.get_executor(), ag::memory_session{}, telegram.app(), prompts};
    std::vector<std::int64_t> chats;
    std::string last;
    std::string title;
    run(me, io, [&](ag::client& client) -> ag::awaitable<void> {
        for (auto dialogs = client.dialogs(); const auto dialog = co_await dialogs.next();) {
            chats.push_back(dialog->id());
            last = dialog->last_text();
            title = dialog->title();
        }
    });

    CHECK(chats == std::vector<std::int64_t>{bot.id()});
    CHECK(last == "hello");
    CHECK_FALSE(title.empty());
}

TEST_CASE("an exception in a userbot's work ends it and is rethrown") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    asio::io_context io;
    const auto prompts = answering(alice.phone(), telegram.code());
    ag::userbot me{io.get_executor(), ag::memory_session{}, telegram.app(), prompts};

    CHECK_THROWS_WITH(
        run(me,
            io,
            [](ag::client&) -> ag::awaitable<void> {
                throw std::runtime_error("no idea");
                co_return;
            }),
        "no idea"
    );
}

TEST_CASE("a userbot that ends by itself has stored its update state") {
    const ag::testing::clock time;
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    asio::io_context io;
    ag::memory_session storage;
    const auto prompts = answering(alice.phone(), telegram.code());
    ag::userbot me{io.get_executor(), storage, telegram.app(), prompts};
    std::vector<std::string> heard;
    me.on_message([&heard](ag::message message) -> ag::awaitable<void> {
        heard.emplace_back(message.text());
        co_return;
    });
    std::int32_t expected = 0;
    run(me, io, [&](ag::client& client) -> ag::awaitable<void> {
        while (!me.ready())
            co_await ag::pause(std::chrono::milliseconds{5});
        alice.writes(bot, "hello");
        static_cast<void>(alice.reads(bot));
        while (heard.empty())
            co_await ag::pause(std::chrono::milliseconds{5});
        ag::api::updates::getState request{};
        const auto state = co_await client.invoke(request);
        expected = state->pts;
    });

    CHECK(heard == std::vector<std::string>{"hello"});
    ag::tests::run([&]() -> ag::awaitable<void> {
        const auto stored = co_await storage.updates_state();
        CHECK(stored.pts == expected);
    });
}

TEST_CASE("`stop` ends a userbot on an executor of the caller: while it asks, and while it works") {
    ag::testing::clock time;
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    for (const auto asks : {true, false}) {
        CAPTURE(asks);
        asio::io_context io;
        auto prompts = answering(alice.phone(), telegram.code());
        auto busy = false;
        if (asks)
            prompts.code = [&busy](const std::string&) -> ag::awaitable<std::string> {
                busy = true;
                co_await ag::pause(1h);
                co_return "12345";
            };
        ag::userbot me{io.get_executor(), ag::memory_session{}, telegram.app(), prompts};
        const auto work = [&busy](ag::client&) -> ag::awaitable<void> {
            busy = true;
            co_await ag::pause(1h);
        };
        auto ended = false;
        asio::co_spawn(io, me.serve(work), [&ended](const std::exception_ptr&) { ended = true; });
        ag::tests::run_until(io, [&] { return busy || ended; });
        REQUIRE_FALSE(ended);

        const auto before = ag::monotonic_clock::now();
        me.stop();
        ag::tests::run_until(io, [&] { return ended; });
        CHECK(ag::monotonic_clock::now() - before <= 5s);
    }
}

TEST_CASE("the work of a userbot without handlers reads the updates of its client") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);
    auto alice = telegram.user("Alice");
    asio::io_context io;
    const auto prompts = answering(alice.phone(), telegram.code());
    ag::userbot me{io.get_executor(), ag::memory_session{}, telegram.app(), prompts};
    std::vector<std::string> heard;
    run(me, io, [&](ag::client& client) -> ag::awaitable<void> {
        auto updates = client.updates();
        alice.writes(bot, "hello");
        static_cast<void>(alice.reads(bot));
        while (heard.empty()) {
            const auto next = co_await updates.next();
            REQUIRE(next);
            const auto* added = next->update->get_if<ag::api::updateNewMessage>();
            const auto* message =
                added != nullptr ? added->message.get_if<ag::api::message>() : nullptr;
            if (message != nullptr && !message->out)
                heard.push_back(message->message.str());
        }
    });
    CHECK(heard == std::vector<std::string>{"hello"});
}
