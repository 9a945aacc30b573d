// SPDX-License-Identifier: MIT
#include "../support/run.hpp"

#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/connected_client.hpp"
#include "../support/memory_server.hpp"
#include "../support/scripted_session.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// A session that keeps no peers.
struct full_session : tests::scripted_session {
    using tests::scripted_session::scripted_session;

    awaitable<void> cache_peers(std::vector<peer_info>) {
        throw std::runtime_error("the disk is full");
        co_return;
    }
};

/// A session whose writes of peers take a second, and come to nothing when they are cancelled.
struct slow_session : memory_session {
    explicit slow_session(memory_session inner) : memory_session(std::move(inner)) {}

    awaitable<void> cache_peers(std::vector<peer_info> infos) {
        co_await pause(1s);
        co_await memory_session::cache_peers(std::move(infos));
    }
};

awaitable<void> meet_a_peer(client& telegram) {
    co_await telegram.sign_in_bot("123:secret");
    api::users::getUsers request;
    request.id.push_back(api::inputUserSelf{});
    co_await telegram.invoke(request);
}

} // namespace

TEST_CASE("the sink of updates learns of a login as soon as it is granted") { // S-91
    struct login_sink final : rpc::update_sink {
        void on_updates(tl::frame, rpc::update_origin) override {}
        void on_gap() override {}
        void on_signed_in() override { ++logins; }
        void on_channel_lost(std::int64_t) override {}
        int logins = 0;
    } sink;
    tests::script steps;
    tests::memory_server server{steps};
    testing::clock time;
    asio::io_context context;
    client telegram{context.get_executor(), server.session_with_key(), server.app(), &sink};
    std::exception_ptr failed;
    const std::function<awaitable<void>(client&)> body = [&](client& connected) -> awaitable<void> {
        CHECK(sink.logins == 0);
        co_await connected.sign_in_bot("123:secret");
        CHECK(sink.logins == 1);
        api::users::getUsers request;
        request.id.push_back(api::inputUserSelf{});
        co_await connected.invoke(request);
        CHECK(sink.logins == 1);
    };
    const task running{context.get_executor(), telegram.run(body), [&failed](const auto& error) {
                           failed = error;
                       }};
    time.run_until(context, [&running] { return running.ended(); });
    CHECK_FALSE(failed);
}

TEST_CASE("peers that cannot be stored at the end are an error, but hide none of the body") {
    tests::script steps;
    tests::memory_server server{steps};
    std::string logged;
    auto configuration = server.app();
    configuration.log = [&logged](log_level, std::string_view line) { logged += line; };
    const auto run = [&](std::function<awaitable<void>(client&)> body) {
        any_session storage{full_session{steps, server.session_with_key()}};
        tests::with_client(std::move(storage), configuration, std::move(body));
    };

    CHECK_THROWS_WITH(run(meet_a_peer), "the disk is full");
    CHECK(logged.find("the disk is full") == std::string::npos);

    CHECK_THROWS_WITH(
        run([](client& telegram) -> awaitable<void> {
            co_await meet_a_peer(telegram);
            throw std::runtime_error("no idea");
        }),
        "no idea"
    );
    CHECK(logged.find("the disk is full") != std::string::npos);
}

TEST_CASE("peers are stored at the end also if the run is cancelled, before or while they are") {
    for (const auto in_body : {true, false}) {
        CAPTURE(in_body);
        tests::connected_client test;
        test.storage = test.server.session_with_key();
        auto met = false;
        test.start(
            [&met, in_body](client& telegram) -> awaitable<void> {
                api::user stranger;
                stranger.id = 555;
                stranger.access_hash = 7;
                tl::vector<api::User> users;
                users.push_back(std::move(stranger));
                telegram.learn(&users, nullptr);
                met = true;
                if (in_body)
                    co_await pause(1h);
            },
            any_session{slow_session{test.storage}}
        );
        test.wait_until([&] { return met; });
        test.pass(500ms);
        REQUIRE_FALSE(test.running->ended());
        REQUIRE_FALSE(test.storage.data().peer(*peer_id::user(555)));

        test.running->cancel();
        test.run_to_end();
        CHECK(test.storage.data().peer(*peer_id::user(555)));
    }
}

TEST_CASE("the cursors of a client that is destroyed before it runs end") {
    testing::clock time;
    asio::io_context context;
    std::optional<client> telegram{
        std::in_place, context.get_executor(), memory_session{}, client_config{}};
    auto states = telegram->connection_states();
    auto updates = telegram->updates();
    telegram.reset();

    tests::run([&]() -> awaitable<void> {
        const auto state = co_await states.next();
        CHECK_FALSE(state);
        const auto update = co_await updates.next();
        CHECK_FALSE(update);
    });
}
