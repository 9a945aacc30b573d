// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/write_behind.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_session.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

struct flush_scene {
    explicit flush_scene(tests::script& steps) : session(tests::scripted_session{steps, storage}) {}

    awaitable<void> run() {
        write_behind writer{co_await asio::this_coro::executor, session};
        writer.add_peer(user_info{5, peer_auth{50}, {}, {}});
        writer.add_peer(chat_info{6});
        writer.set_salts(2, {{1, 10, 20}});
        writer.set_salts(2, {{2, 20, 30}});
        co_await writer.flush();
    }
    void check() {
        CHECK(storage.data().peer(*peer_id::user(5)));
        CHECK(storage.data().peer(*peer_id::chat(6)));
        CHECK(storage.data().salts[2].size() == 1);
        CHECK(storage.data().salts[2][0].salt == 2);
    }

    memory_session storage{};
    any_session session;
};

} // namespace

TEST_CASE("what was collected is written together, and each failure and cancellation passed on") {
    CHECK(tests::replay<flush_scene>() == names{"set_salts", "cache_peers"});
}

TEST_CASE("nothing is written when nothing was collected") {
    tests::script steps;
    any_session session{tests::scripted_session{steps, memory_session{}}};
    asio::io_context context;
    write_behind writer{context.get_executor(), session};
    tests::run([&] { return writer.flush(); });
    CHECK(steps.names().empty());
}

TEST_CASE("a writer that runs writes whenever something was collected, until it is cancelled") {
    tests::script steps;
    any_session session{tests::scripted_session{steps, memory_session{}}};
    asio::io_context context;
    write_behind writer{context.get_executor(), session};
    const task running{context.get_executor(), writer.run(), nullptr};
    for (const auto id : {1, 2}) {
        writer.add_peer(chat_info{id});
        tests::run_until(context, [&] { return steps.names().size() == std::size_t(id); });
    }
    running.cancel();
    tests::run_to_end(context);

    CHECK(running.error());
    CHECK(steps.names() == names{"cache_peers", "cache_peers"});
}

namespace {

/// A session whose writes of peers take a second, and come to nothing when they are cancelled.
class slow_session final : public memory_session {
public:
    explicit slow_session(memory_session inner) : memory_session(std::move(inner)) {}

    awaitable<void> cache_peers(std::vector<peer_info> infos) {
        co_await pause(1s);
        co_await memory_session::cache_peers(std::move(infos));
    }
};

} // namespace

TEST_CASE("a flush ends after the writes that were under way when it began") {
    testing::clock time;
    memory_session storage;
    any_session session{slow_session{storage}};
    asio::io_context context;
    write_behind writer{context.get_executor(), session};
    const task running{context.get_executor(), writer.run(), nullptr};
    writer.add_peer(chat_info{1});
    time.settle(context);
    const auto both = [&]() -> awaitable<void> {
        co_await writer.flush();
        CHECK(storage.data().peer(*peer_id::chat(1)));
    };
    const task flushing{context.get_executor(), both(), nullptr};
    time.run_until(context, [&] { return flushing.ended(); });
    CHECK_FALSE(flushing.error());
    running.cancel();
    tests::run_to_end(context);
}

TEST_CASE("what a cancelled write did not store is written by the next flush, before what is newer"
) {
    testing::clock time;
    memory_session storage;
    any_session session{slow_session{storage}};
    asio::io_context context;
    write_behind writer{context.get_executor(), session};
    writer.add_peer(user_info{1, peer_auth{10}, {}, {}});
    writer.add_peer(chat_info{2});
    const task running{context.get_executor(), writer.run(), nullptr};
    time.settle(context);
    writer.add_peer(user_info{1, peer_auth{20}, {}, {}});
    running.cancel();
    time.settle(context);
    CHECK(running.ended());
    CHECK_FALSE(storage.data().peer(*peer_id::user(1)));

    const task flushing{context.get_executor(), writer.flush(), nullptr};
    tests::run_to_end(context);
    CHECK(storage.data().peer(*peer_id::chat(2)));
    const auto stored = storage.data().peer(*peer_id::user(1));
    REQUIRE(stored);
    CHECK(auth_of(*stored) == peer_auth{20});
}
