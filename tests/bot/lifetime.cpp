// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "../support/memory_server.hpp"
#include "../support/replay.hpp"
#include "../support/run.hpp"

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

/// How a coroutine has ended.
struct outcome {
    bool ended = false;
    std::exception_ptr error{};

    [[nodiscard]] std::error_code code() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const std::system_error& problem) {
            return problem.code();
        } catch (const std::exception& problem) {
            FAIL_CHECK(problem.what());
        }
        return {};
    }
};

void spawn(asio::io_context& io, ag::awaitable<void> work, outcome& into) {
    asio::co_spawn(io, std::move(work), [&into](std::exception_ptr error) {
        into.ended = true;
        into.error = std::move(error);
    });
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

ag::awaitable<void> take_an_hour(ag::message) {
    co_await ag::pause(1h);
}

/// Says that it started, waits for its cancellation, and then uses its client.
struct late_use {
    bool started = false;
    bool used = false;

    ag::awaitable<void> run(ag::client& telegram) {
        co_await telegram.sign_in_bot("77:secret");
        started = true;
        try {
            co_await ag::pause(1h);
        } catch (const std::system_error&) {
            used = telegram.account().id == 77;
            telegram.log(ag::log_level::debug, "ends");
        }
    }
};

} // namespace

TEST_CASE("a bot that is destroyed while it serves leaves nothing behind that uses it") {
    ag::testing::server telegram;
    asio::io_context io;
    outcome served;
    {
        ag::bot bot{io.get_executor(), ag::memory_session{}, telegram.app()};
        bot.on_message(ag::filters::text, echo);
        spawn(io, bot.serve("77:secret"), served);
        ag::tests::run_until(io, [&] { return bot.ready() || served.ended; });
        REQUIRE_FALSE(served.ended);
    }

    ag::tests::run_to_end(io);
    CHECK(served.ended);
    CHECK(served.error);
}

TEST_CASE("a bot may be destroyed before `serve` begins, and while it signs in") {
    ag::testing::server telegram;
    for (const auto steps : {0, 1, 4, 10}) {
        CAPTURE(steps);
        asio::io_context io;
        outcome served;
        {
            ag::bot bot{io.get_executor(), ag::memory_session{}, telegram.app()};
            spawn(io, bot.serve("77:secret"), served);
            for (auto i = 0; i < steps; ++i)
                io.run_one();
        }
        ag::tests::run_to_end(io);
        CHECK(served.ended);
        CHECK(served.error);
    }
}

TEST_CASE("the client that a body receives lives until the body has ended") {
    ag::testing::server telegram;
    asio::io_context io;
    outcome ran;
    late_use body;
    {
        ag::client client{io.get_executor(), ag::memory_session{}, telegram.app()};
        spawn(io, client.run([&body](ag::client& inner) { return body.run(inner); }), ran);
        ag::tests::run_until(io, [&] { return body.started || ran.ended; });
        REQUIRE_FALSE(ran.ended);
    }

    ag::tests::run_to_end(io);
    CHECK(ran.ended);
    CHECK(body.used);
}

namespace {

/// A middleware that waits before each call, with a token that lives as long as it.
class slow_middleware final : public ag::rpc::middleware {
public:
    slow_middleware(ag::rpc::invoker& inner, std::shared_ptr<int> token)
        : middleware(inner), token_(std::move(token)) {}

    ag::awaitable<ag::rpc::answer>
    call(ag::rpc::request sent, ag::rpc::call_options options) override {
        co_await ag::pause(1s);
        co_return co_await inner().call(std::move(sent), options);
    }

private:
    std::shared_ptr<int> token_;
};

ag::awaitable<void> get_config(ag::client& telegram, bool encoded) {
    ag::api::help::getConfig request;
    if (encoded) {
        const ag::rpc::call_options no_options;
        ag::rpc::request bytes{ag::tl::frame{ag::tl::encoded(request)}, request.tl_line};
        const auto ignored = co_await telegram.call(std::move(bytes), no_options);
    } else {
        co_await telegram.invoke(request);
    }
}

} // namespace

TEST_CASE("a call that has not ended owns what it uses when its client is destroyed") {
    ag::testing::clock time;
    ag::testing::server telegram;
    for (const auto encoded : {false, true}) {
        asio::io_context io;
        std::weak_ptr<int> alive;
        auto configuration = telegram.app();
        configuration.middleware.push_back([&alive](ag::rpc::invoker& inner) {
            auto token = std::make_shared<int>(1);
            alive = token;
            return std::make_unique<slow_middleware>(inner, std::move(token));
        });
        outcome ran;
        outcome called;
        {
            ag::client client{io.get_executor(), ag::memory_session{}, configuration};
            spawn(io, client.run([](ag::client&) { return ag::pause(1h); }), ran);
            spawn(io, get_config(client, encoded), called);
            time.pass(io, 100ms);
        }
        time.run_until(io, [&] { return ran.ended; });
        REQUIRE_FALSE(called.ended);
        CHECK_FALSE(alive.expired());

        ag::tests::run_to_end(io);
        CHECK(called.code() == ag::rpc::errc::not_running);
        CHECK(alive.expired());
    }
}

TEST_CASE("`stop` takes five seconds when a handler takes longer") {
    ag::testing::clock time;
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, take_an_hour);
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");
    time.pass(bot.context(), 10s);

    const auto before = ag::monotonic_clock::now();
    bot.stop();
    bot.context().restart();
    ag::tests::run_to_end(bot.context());
    const auto took = ag::monotonic_clock::now() - before;
    CHECK(took >= 4s);
    CHECK(took <= 5500ms);
    CHECK_FALSE(bot.failure());
}

TEST_CASE("`stop` ends a bot without a connection: while it signs in, and while it fetches updates"
) {
    ag::testing::clock time;
    ag::tests::script steps;
    ag::tests::memory_server server{steps};
    for (const auto signs_in : {true, false})
        for (const auto own_context : {true, false}) {
            CAPTURE(signs_in);
            CAPTURE(own_context);
            asio::io_context io;
            server.reachable = !signs_in;
            std::optional<ag::bot> bot;
            if (own_context)
                bot.emplace(ag::memory_session{}, server.app());
            else
                bot.emplace(io.get_executor(), ag::memory_session{}, server.app());
            auto& context = own_context ? bot->context() : io;
            outcome served;
            spawn(context, bot->serve("77:secret"), served);
            if (!signs_in)
                time.run_until(context, [&] { return bot->ready(); });
            server.reachable = false;
            server.break_links();
            time.pass(context, signs_in ? 100s : 15min + 2s); // a quarter of an hour of silence
            REQUIRE_FALSE(served.ended);

            const auto before = ag::monotonic_clock::now();
            bot->stop();
            time.run_until(context, [&] { return served.ended; });
            CHECK(ag::monotonic_clock::now() - before <= 5s);
        }
}

TEST_CASE("`run` ends as soon as Telegram says that the login has ended") {
    ag::testing::server telegram;
    asio::io_context io;
    outcome ran;
    ag::client client{io.get_executor(), ag::memory_session{}, telegram.app()};
    const auto work = [](ag::client& inner) -> ag::awaitable<void> {
        co_await inner.sign_in_bot("77:secret");
        // As another device of the account does it: the client does not know of it.
        ag::api::auth::logOut elsewhere;
        co_await inner.invoke(elsewhere);
        ag::api::users::getUsers request;
        request.id.push_back(ag::api::inputUserSelf{});
        const auto refused = co_await inner.try_invoke(request);
        CHECK_FALSE(refused.has_value());
        co_await ag::pause(1h);
    };
    spawn(io, client.run(work), ran);

    ag::tests::run_until(io, [&] { return ran.ended; });
    CHECK(ran.code() == ag::login::errc::login_ended);
}

TEST_CASE("a log-out removes the key from the session and the server; the next login has another") {
    ag::testing::server telegram;
    asio::io_context io;
    ag::memory_session storage;
    outcome ran;
    ag::client client{io.get_executor(), storage, telegram.app()};
    auto key_after_log_out = true;
    auto known_after_log_out = true;
    std::int64_t first = 0;
    const auto work = [&](ag::client& inner) -> ag::awaitable<void> {
        co_await inner.sign_in_bot("77:secret");
        const auto before = storage.dc_option(storage.home_dc_id());
        REQUIRE(before->auth_key);
        first = before->auth_key->id();
        co_await inner.log_out();
        key_after_log_out = storage.dc_option(storage.home_dc_id())->auth_key.has_value();
        known_after_log_out =
            telegram.on_server([&] { return telegram.data_centre().exchange().is_taken(first); });
        co_await inner.sign_in_bot("78:secret");
    };
    spawn(io, client.run(work), ran);

    ag::tests::run_until(io, [&] { return ran.ended; });
    CHECK_FALSE(ran.error);
    CHECK_FALSE(key_after_log_out);
    CHECK_FALSE(known_after_log_out);
    const auto after = storage.dc_option(storage.home_dc_id());
    REQUIRE(after->auth_key);
    CHECK(after->auth_key->id() != first);
}

TEST_CASE("a token with a line break at its end signs in") {
    ag::testing::server telegram;
    asio::io_context io;
    outcome ran;
    ag::client client{io.get_executor(), ag::memory_session{}, telegram.app()};
    spawn(
        io, client.run([](ag::client& inner) { return inner.sign_in_bot(" 77:secret\r\n"); }), ran
    );

    ag::tests::run_until(io, [&] { return ran.ended; });
    CHECK_FALSE(ran.error);
    CHECK(client.account().id == 77);
}

TEST_CASE("a log sink that throws ends nothing") {
    ag::testing::server telegram;
    telegram.tolerate_failures();
    auto configuration = telegram.app();
    configuration.log = [](ag::log_level, std::string_view) { throw std::runtime_error("full"); };
    ag::bot bot{ag::memory_session{}, configuration};
    bot.on_message(ag::filters::text, [](ag::message m) -> ag::awaitable<void> {
        if (m.text() == "fail")
            throw std::runtime_error("handler");
        co_await m.reply("ok");
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "fail");
    alice.writes(bot, "hello");

    CHECK(alice.reads(bot) == "ok");
    CHECK_FALSE(bot.failure());
}
