// SPDX-License-Identifier: MIT
#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// Runs a bot's client on a session, as one run of a program does.
void start(
    testing::server& server,
    memory_session storage,
    std::string token = "123:secret",
    std::function<awaitable<void>(client&)> then = {}
) {
    auto configuration = server.app();
    configuration.log = nullptr;
    asio::io_context context;
    client telegram{context.get_executor(), std::move(storage), std::move(configuration)};
    std::function<awaitable<void>(client&)> body = [&](client& running) -> awaitable<void> {
        co_await running.sign_in_bot(token);
        if (then) {
            co_await then(running);
            co_return;
        }
        api::users::getUsers request{};
        request.id.push_back(api::inputUserSelf{});
        const auto users = co_await running.invoke(request);
        CHECK(users->size() == 1);
    };
    std::exception_ptr failed;
    const task running{context.get_executor(), telegram.run(std::move(body)), [&](const auto& why) {
                           failed = why;
                       }};
    tests::run_to_end(context);
    if (failed)
        std::rethrow_exception(failed);
}

std::size_t keys(testing::server& server) {
    return server.on_server([&] { return server.data_centre().key_count(); });
}

std::size_t wrong_salts(testing::server& server) {
    return server.on_server([&] { return server.data_centre().wrong_salts(); });
}

} // namespace

TEST_CASE("the home data centre is the one of the sign-in") {
    testing::server_options options;
    options.dc = 4;
    testing::server server{options};
    memory_session storage;
    start(server, storage);

    CHECK(storage.home_dc_id() == 4);
    CHECK(storage.dc_option(4)->auth_key);
    start(server, storage);
    CHECK(keys(server) == 1);
}

TEST_CASE("a second start uses stored future salts, so that no packet is refused") {
    const testing::clock time;
    testing::server server;
    memory_session storage;
    start(server, storage, "123:secret", [](client&) { return pause(100ms); });

    const auto salts = storage.data().salts[2];
    REQUIRE(salts.size() > 10);
    for (const auto& salt : salts)
        CHECK(salt.valid_until - salt.valid_since <= 3600);
    CHECK(salts.back().valid_since > salts.front().valid_until);
    start(server, storage);
    CHECK(wrong_salts(server) == 0);

    // Without them a start costs a packet.
    tests::run([&]() -> awaitable<void> {
        const std::vector<server_salt> none;
        co_await storage.set_salts(2, none);
    });
    start(server, storage);
    CHECK(wrong_salts(server) == 1);
}

TEST_CASE("a session of an older layer is moved to the current layer") {
    testing::server server;
    memory_session storage;
    start(server, storage);
    CHECK(storage.data().api_layer == api::layer);
    tests::run([&]() -> awaitable<void> {
        const std::optional<std::int32_t> older = 100;
        co_await storage.set_api_layer(older);
    });

    start(server, storage);
    CHECK(storage.data().api_layer == api::layer);
    CHECK(keys(server) == 1);
}

TEST_CASE("an account that signs in sees no data of the previous account") {
    testing::server server;
    memory_session storage;
    const auto channel = *peer_id::channel(7);
    const auto sign_out = [](client& telegram) { return telegram.log_out(); };
    start(server, storage);
    // As in a converted session: the signed-in user is known, but not as a peer.
    auto converted = storage.data();
    converted.peers.clear();
    converted.cache_peer(channel_info{7, peer_auth{70}, {}});
    converted.updates.pts = 70;
    storage = memory_session{converted};

    start(server, storage, "123:secret", sign_out);
    CHECK(storage.data().self == std::nullopt);
    start(server, storage, "123:secret", sign_out);
    CHECK(storage.data().updates.pts == 70);
    CHECK(storage.data().peer(channel));
    start(server, storage, "124:secret");
    CHECK(storage.data().updates.pts == 0);
    CHECK(storage.data().self == signed_in_user{124, true});
    CHECK_FALSE(storage.data().peer(channel));
    CHECK(id_of(*storage.data().peer(peer_id::self_user()))->bare_id() == 124);
}

TEST_CASE("users in answers are cached at once, and the account itself is recorded") {
    testing::server server;
    memory_session storage;
    start(server, storage);

    const auto self = storage.data().peer(peer_id::self_user());
    REQUIRE(self);
    CHECK(id_of(*self)->bare_id() == 123);
    CHECK(ref_of(*self));
}

TEST_CASE("a message whose handler has not ended is delivered again after a restart") {
    std::function<awaitable<void>()> wait = [] { return pause(1h); };
    // These reset the cancellation state of the handler when they pass its cancellation on.
    SUBCASE("however it waits") {}
    SUBCASE("within a time limit") {
        wait = [] { return within(1h, pause(2h)); };
    }
    SUBCASE("in a group of tasks") {
        wait = [] {
            const std::function<awaitable<void>(task_group&)> all = [](task_group& group) {
                group.spawn(pause(1h));
                return pause(1h);
            };
            return with_tasks(all);
        };
    }
    testing::clock time;
    testing::server telegram;
    memory_session storage;
    auto alice = telegram.user("Alice");
    auto handled = 0;
    std::int32_t before = 0;
    {
        bot first{storage, telegram.app()};
        first.on_message(filters::text, [&](message) -> awaitable<void> {
            ++handled;
            co_await wait();
        });
        alice.writes(first, "hello");
        before = storage.data().updates.pts;
        time.pass(first.context(), 1500ms);
        CHECK(handled == 1);
        CHECK(storage.data().updates.pts == before);
    }
    CHECK(storage.data().updates.pts == before);

    bot second{storage, telegram.app()};
    second.on_message(filters::text, [&](message) -> awaitable<void> {
        ++handled;
        co_return;
    });
    second.start("7000000001:token");
    time.pass(second.context(), 1500ms);
    CHECK(handled == 2);
    CHECK(storage.data().updates.pts > before);
}

TEST_CASE("channels that the account lost are forgotten, also in the session") {
    testing::clock time;
    testing::server telegram;
    memory_session storage;
    auto alice = telegram.user("Alice");
    const auto start_again = [&](std::optional<bot>& next) {
        next.emplace(storage, telegram.app());
        next->on_message(filters::text, [](message seen) -> awaitable<void> {
            co_await seen.reply(seen.text());
        });
    };
    std::optional<bot> first;
    start_again(first);
    alice.writes(*first, "hello");
    REQUIRE(alice.reads(*first) == "hello");
    const auto id = first->id();
    time.pass(first->context(), 1500ms);
    first.reset();
    auto content = storage.data();
    REQUIRE(content.updates.pts != 0);
    content.updates.channels = {{7, 70}, {8, 80}, {9, 90}, {10, 100}};
    storage = memory_session{content};

    std::optional<bot> second;
    start_again(second);
    second->start("7000000001:token");
    time.pass(second->context(), 500ms);
    REQUIRE(second->ready());
    api::channelForbidden closed{};
    closed.id = 7;
    api::channel left{};
    left.id = 8;
    left.left = true;
    left.photo = api::chatPhotoEmpty{};
    api::channel barely_seen{};
    barely_seen.id = 10;
    barely_seen.left = true;
    barely_seen.min = true;
    barely_seen.photo = api::chatPhotoEmpty{};
    // The server knows no channels, so it refuses the differences of those that are left, 9 and 10.
    api::updateChannelTooLong missed{};
    missed.channel_id = 9;
    api::updates_ pushed{};
    pushed.chats.push_back(closed);
    pushed.chats.push_back(left);
    pushed.chats.push_back(barely_seen);
    pushed.updates.push_back(missed);
    telegram.on_server([&] {
        telegram.data_centre().push(id, api::Updates{pushed}, steady_now());
        telegram.pump();
    });
    time.pass(second->context(), 2500ms);

    CHECK_FALSE(second->failure());
    CHECK(storage.data().updates.channels.empty());
    CHECK(storage.data().peer(*peer_id::channel(7)));
}

TEST_CASE("a message whose handler failed counts as handled") {
    testing::clock time;
    testing::server telegram;
    auto configuration = telegram.app();
    configuration.log = nullptr;
    memory_session storage;
    bot failing{storage, configuration};
    failing.on_message(filters::text, [](message) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    auto alice = telegram.user("Alice");
    alice.writes(failing, "hello");
    const auto before = storage.data().updates.pts;
    time.pass(failing.context(), 1500ms);

    CHECK(storage.data().updates.pts > before);
}

namespace {

/// A bot with more messages than it can handle at once.
struct busy_bot {
    static constexpr auto messages = 4000;

    explicit busy_bot(testing::server& server)
        : program(std::in_place, storage, server.app()), alice(server.user("Alice")) {
        program->order(update_order::unordered);
        program->on_message(filters::text, [this](message) -> awaitable<void> {
            co_await pause(200ms);
            ++handled;
        });
    }

    /// Runs until it has handled more than half of all.
    void run() {
        tests::run_until(program->context(), [this] { return handled >= messages * 5 / 8; });
        REQUIRE(handled < messages);
    }

    memory_session storage{};
    std::optional<bot> program;
    testing::test_user alice;
    int handled = 0;
};

} // namespace

TEST_CASE("a bot that is never idle stores its update state") {
    testing::clock time;
    testing::server server;
    busy_bot busy{server};
    busy.alice.writes(*busy.program, "first");
    const auto before = busy.storage.data().updates.pts;
    for (auto i = 1; i < busy_bot::messages; ++i)
        busy.alice.writes(*busy.program, "more");

    busy.run();
    CHECK(busy.storage.data().updates.pts > before);
}

TEST_CASE("a bot that fetches missed updates stores its update state") {
    testing::clock time;
    testing::server server;
    busy_bot busy{server};
    busy.alice.writes(*busy.program, "first");
    const auto id = busy.program->id();
    busy.program->stop();
    time.run_to_end(busy.program->context());
    const auto before = busy.storage.data().updates.pts;
    server.on_server([&] {
        auto& accounts = server.data_centre().accounts();
        testing::draft missed;
        missed.text = "missed";
        for (auto i = 1; i < busy_bot::messages; ++i) {
            missed.random_id = i;
            auto& alice = *accounts.find(busy.alice.id());
            const auto sent = accounts.send(alice, *accounts.find(id), missed, 1'700'000'000);
            CHECK(sent.size() == 2);
        }
    });

    busy.program->start("7000000001:token");
    busy.run();
    CHECK(busy.storage.data().updates.pts > before);
}
