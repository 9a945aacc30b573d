// SPDX-License-Identifier: MIT
// Whole clients on a server in memory, with every connect, read and write failing once, and with cancellation at each of them.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../support/memory_server.hpp"
#include "../support/replay.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::say;

namespace {

/// The client reconnects, so that no run fails.
tests::replay_options recovers() {
    tests::replay_options options;
    options.failed = [](const tests::replay_end& end) { CHECK(end.code() == std::error_code{}); };
    return options;
}

/// A client with a session, run once per `run`.
struct client_scene {
    explicit client_scene(tests::script& steps, testing::server_options options = {})
        : server(steps, std::move(options)) {}
    virtual ~client_scene() = default;

    virtual awaitable<void> body(client& telegram) = 0;

    awaitable<void> run() {
        const auto executor = co_await asio::this_coro::executor;
        client telegram{executor, storage, server.app()};
        std::function<awaitable<void>(client&)> work = [this](client& running) {
            return body(running);
        };
        co_await telegram.run(std::move(work));
    }

    tests::memory_server server;
    memory_session storage{};
};

/// Connects, agrees on a key and asks one thing.
struct first_request final : client_scene {
    using client_scene::client_scene;

    awaitable<void> body(client& telegram) override {
        api::help::getConfig request;
        const auto config = co_await telegram.invoke(request);
        dc = config->this_dc;
    }

    void check() const {
        CHECK(dc == 2);
        CHECK(storage.data().dcs.at(2).auth_key);
    }

    std::int32_t dc = 0;
};

testing::server_options with_password() {
    testing::server_options options;
    options.password = "correct horse";
    return options;
}

/// A user signs in by code and password, and reads the list of chats.
struct sign_in_with_password final : client_scene {
    explicit sign_in_with_password(tests::script& steps) : client_scene(steps, with_password()) {
        storage = server.session_with_key();
    }

    awaitable<void> body(client& telegram) override {
        sign_in_prompts prompts;
        prompts.phone = [] { return say("15550001"); };
        prompts.code = [](const std::string&) { return say("22222"); };
        prompts.password = [](const std::string&) { return say("correct horse"); };
        co_await telegram.sign_in(std::move(prompts));
        auto dialogs = telegram.dialogs();
        const auto first = co_await dialogs.next();
        CHECK_FALSE(first);
    }

    void check() const { CHECK(storage.data().self); }
};

/// A bot signs in and out.
struct sign_out final : client_scene {
    explicit sign_out(tests::script& steps) : client_scene(steps) {
        storage = server.session_with_key();
    }

    awaitable<void> body(client& telegram) override {
        co_await telegram.sign_in_bot("123:secret");
        try {
            co_await telegram.log_out();
        } catch (const rpc_error& refused) {
            // The server may have ended the login already before the last call was cancelled.
            CHECK(refused.code() == 401);
        }
    }

    void check() const { CHECK_FALSE(storage.data().self); }
};

} // namespace

TEST_CASE("a first request arrives whichever step of the connection and the key exchange fails") {
    const auto steps = tests::replay<first_request>(recovers());
    CHECK(steps.front() == "connect");
    CHECK(std::ranges::count(steps, "write") >= 4); // three of the key exchange, one request
}

TEST_CASE("a user signs in with a password whichever step of the link fails") {
    tests::replay<sign_in_with_password>(recovers());
}

TEST_CASE("a bot signs out whichever step of the link fails") {
    tests::replay<sign_out>(recovers());
}
