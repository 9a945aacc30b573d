// SPDX-License-Identifier: MIT
#include <awaitgram/client/update_hub.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/tl/codec.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

/// Counts what arrives.
struct counting_sink final : rpc::update_sink {
    void on_updates(tl::frame, rpc::update_origin) override { ++updates; }
    void on_gap() override { ++gaps; }
    void on_signed_in() override { ++logins; }
    void on_channel_lost(std::int64_t channel) override { lost.push_back(channel); }

    int updates = 0;
    int gaps = 0;
    int logins = 0;
    std::vector<std::int64_t> lost{};
};

template <class T>
[[gnu::noinline]] tl::frame frame_of(const T& value) {
    return tl::frame{tl::encoded(value)};
}

api::Update status(std::int64_t user) {
    api::updateUserStatus update;
    update.user_id = user;
    update.status = api::userStatusRecently{};
    return update;
}

/// `Updates` with one update for each of these users.
tl::frame statuses(const std::vector<std::int64_t>& users) {
    api::updates_ all;
    for (const auto id : users) {
        api::user user;
        user.id = id;
        user.first_name = "user " + std::to_string(id);
        all.users.push_back(std::move(user));
        all.updates.push_back(status(id));
    }
    return frame_of(api::Updates{std::move(all)});
}

std::int64_t user_of(const received_update& update) {
    const auto* known = update.raw->get_if<api::updateUserStatus>();
    return known != nullptr ? known->user_id : 0;
}

/// The updates that a cursor has now, as the user ids of status updates.
std::vector<std::int64_t> taken(update_cursor& cursor, std::size_t count) {
    std::vector<std::int64_t> users;
    tests::run([&]() -> awaitable<void> {
        while (users.size() < count) {
            const auto update = co_await cursor.next();
            REQUIRE(update);
            users.push_back(user_of(*update));
        }
    });
    return users;
}

/// The only update of a frame.
received_update one_of(const tl::frame& frame) {
    asio::io_context context;
    update_hub hub{context.get_executor(), nullptr};
    auto cursor = hub.subscribe({});
    hub.on_updates(frame, rpc::update_origin::pushed);
    received_update result;
    tests::run([&]() -> awaitable<void> {
        const auto update = co_await cursor.next();
        REQUIRE(update);
        result = *update;
    });
    return result;
}

} // namespace

TEST_CASE("every cursor gets every update in order, and the client's own sink gets all as before") {
    asio::io_context context;
    counting_sink sink;
    update_hub hub{context.get_executor(), &sink};
    auto first = hub.subscribe({});
    auto second = hub.subscribe({});
    hub.on_updates(statuses({1, 2}), rpc::update_origin::pushed);
    hub.on_updates(statuses({3}), rpc::update_origin::answered);
    hub.on_gap();
    hub.on_signed_in();
    hub.on_channel_lost(9);

    const std::vector<std::int64_t> all{1, 2, 3};
    CHECK(taken(first, 3) == all);
    CHECK(taken(second, 3) == all);
    CHECK(sink.updates == 2);
    CHECK(sink.gaps == 1);
    CHECK(sink.logins == 1);
    CHECK(sink.lost == std::vector<std::int64_t>{9});
}

TEST_CASE("an update comes with its peers and origin, and outlives the cursor") {
    std::optional<received_update> kept;
    {
        asio::io_context context;
        update_hub hub{context.get_executor(), nullptr};
        auto cursor = hub.subscribe({});
        hub.on_updates(statuses({5}), rpc::update_origin::answered);
        tests::run([&]() -> awaitable<void> { kept = co_await cursor.next(); });
    }

    REQUIRE(kept);
    CHECK(user_of(*kept) == 5);
    CHECK(title_of(*kept->peers, 5) == "user 5");
    CHECK(kept->origin == rpc::update_origin::answered);
}

TEST_CASE("short forms are updates like others") {
    api::updateShort brief;
    brief.update = status(4);
    CHECK(user_of(one_of(frame_of(api::Updates{brief}))) == 4);

    api::updateShortMessage text;
    text.id = 7;
    text.user_id = 5;
    text.message = "hello";
    text.pts = 10;
    text.pts_count = 1;
    const auto update = one_of(frame_of(api::Updates{text}));
    const auto* whole = update.raw->get_if<api::updateNewMessage>();
    REQUIRE(whole != nullptr);
    CHECK(whole->pts == 10);
    const auto* message = whole->message.get_if<api::message>();
    REQUIRE(message != nullptr);
    CHECK(message->message == "hello");
    CHECK(dialog_id(message->peer_id) == 5);

    api::updateShortChatMessage in_group;
    in_group.from_id = 5;
    in_group.chat_id = 6;
    const auto group_update = one_of(frame_of(api::Updates{in_group}));
    const auto* boxed = group_update.raw->get_if<api::updateNewMessage>();
    REQUIRE(boxed != nullptr);
    CHECK(dialog_id(boxed->message.get_if<api::message>()->peer_id) == -6);
}

TEST_CASE("what holds no update, or is none, is passed over") {
    asio::io_context context;
    update_hub hub{context.get_executor(), nullptr};
    auto cursor = hub.subscribe({});
    hub.on_updates(frame_of(api::Updates{api::updatesTooLong{}}), rpc::update_origin::pushed);
    hub.on_updates(tl::frame{byte_buffer(3)}, rpc::update_origin::pushed);
    hub.on_updates(statuses({1}), rpc::update_origin::pushed);

    CHECK(taken(cursor, 1) == std::vector<std::int64_t>{1});
}

TEST_CASE("a cursor that is full drops what comes and says how much") {
    asio::io_context context;
    update_hub hub{context.get_executor(), nullptr};
    auto cursor = hub.subscribe({.limit = 2});
    hub.on_updates(statuses({1, 2, 3}), rpc::update_origin::pushed);
    hub.on_updates(statuses({4}), rpc::update_origin::pushed);

    CHECK(cursor.take_dropped() == 2);
    CHECK(cursor.take_dropped() == 0);
    CHECK(taken(cursor, 2) == std::vector<std::int64_t>{1, 2});
    hub.on_updates(statuses({5}), rpc::update_origin::pushed);
    CHECK(taken(cursor, 1) == std::vector<std::int64_t>{5});
}

TEST_CASE("a cursor ends with its scope, after what arrived before") {
    asio::io_context context;
    update_hub hub{context.get_executor(), nullptr};
    auto cursor = hub.subscribe({});
    {
        const auto scope = hub.end_cursors();
        hub.on_updates(statuses({1}), rpc::update_origin::pushed);
    }
    hub.on_updates(statuses({2}), rpc::update_origin::pushed);

    tests::run([&]() -> awaitable<void> {
        const auto last = co_await cursor.next();
        REQUIRE(last);
        CHECK(user_of(*last) == 1);
        for (int i = 0; i < 2; ++i) {
            const auto none = co_await cursor.next();
            CHECK_FALSE(none);
        }
    });
}

TEST_CASE("a cancelled wait leaves the next update to the next call") {
    asio::io_context context;
    update_hub hub{context.get_executor(), nullptr};
    auto cursor = hub.subscribe({});
    const auto wait = [&]() -> awaitable<void> { (void)co_await cursor.next(); };
    const task waiting{context.get_executor(), wait(), nullptr};
    context.poll();
    waiting.cancel();
    tests::run_to_end(context);
    CHECK(waiting.error());

    hub.on_updates(statuses({1}), rpc::update_origin::pushed);
    CHECK(taken(cursor, 1) == std::vector<std::int64_t>{1});
}

TEST_CASE("a cursor ends with its hub") {
    testing::clock time;
    asio::io_context context;
    std::optional<update_hub> hub{std::in_place, context.get_executor(), nullptr};
    auto cursor = hub->subscribe({});
    hub.reset();

    tests::run([&]() -> awaitable<void> {
        const auto none = co_await cursor.next();
        CHECK_FALSE(none);
    });
}
