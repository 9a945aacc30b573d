// SPDX-License-Identifier: MIT
#include <awaitgram/client/write_behind.hpp>
#include <awaitgram/session/data.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_session.hpp"

using namespace awaitgram;

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
