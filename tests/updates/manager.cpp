// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "manager_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

updates_state at(std::int32_t pts, std::vector<channel_state> channels = {}) {
    return {pts, 0, 1, 0, std::move(channels)};
}

} // namespace

TEST_CASE("the first start stores the account's state and delivers what is pushed from then on") {
    manager_scene s;
    s.account.messages = {"old"};
    s.start();
    CHECK(s.account.calls == list{"updates.getState"});
    CHECK(s.stored() == at(1));
    CHECK(s.manager->started());

    s.account.messages.emplace_back("new");
    s.push(2, 2);

    CHECK(s.to.texts == list{"new"});
}

TEST_CASE("updates that were pushed before the state is known are delivered") {
    manager_scene s;
    s.account.messages = {"old", "new"};
    s.account.before_answer = [&s] {
        s.manager->on_updates(s.account.push(2, 2), rpc::update_origin::pushed);
    };

    s.start();

    CHECK(s.to.texts == list{"new"});
}

TEST_CASE("what was pushed before the login is not delivered") { // S-91
    manager_scene s;
    s.account.messages = {"before", "after"};
    updates::manager manager{s.io.get_executor(), s.account, s.session, {}};
    manager.on_updates(s.account.push(1, 1), rpc::update_origin::pushed);
    manager.on_signed_in();
    manager.on_updates(s.account.push(2, 2), rpc::update_origin::pushed);

    const task run{s.io.get_executor(), manager.run(s.to), nullptr};
    s.time.settle(s.io);
    CHECK(s.to.texts == list{"after"});
    manager.stop();
    s.time.settle(s.io);
    CHECK(run.ended());
}

TEST_CASE("a later start fetches the difference, slice by slice") {
    manager_scene s;
    s.account.messages = {"a", "b", "c", "d", "e"};
    s.store(at(1));

    s.start();

    CHECK(s.to.texts == list{"b", "c", "d", "e"});
    CHECK(s.account.calls == list{"updates.getDifference", "updates.getDifference"});
    s.stop();
    CHECK(s.stored() == at(5));
}

TEST_CASE("the position is saved a second after it changed") {
    manager_scene s;
    s.start();
    s.account.messages = {"a"};
    s.push(1, 1);
    CHECK(s.stored().pts == 0);

    s.time.pass(s.io, 1s);

    CHECK(s.stored().pts == 1);
}

TEST_CASE("a gap that does not close is filled by the difference after half a second") {
    manager_scene s;
    s.account.messages = {"old"};
    s.start();
    s.account.messages = {"old", "a", "b"};
    s.push(3, 3);
    s.time.pass(s.io, 499ms);
    CHECK(s.to.texts.empty());

    s.time.pass(s.io, 1ms);

    CHECK(s.to.texts == list{"a", "b"});
}

TEST_CASE("the difference is fetched after a long silence and when the connection says so") {
    manager_scene s;
    s.account.messages = {"old"};
    s.start();
    s.account.messages = {"old", "a"};
    SUBCASE("after 15 minutes of silence") {
        s.time.pass(s.io, 1s); // the first position is saved
        s.time.pass(s.io, updates::manager::longest_silence - 1ms);
        CHECK(s.to.texts.empty());
        s.time.pass(s.io, 1ms);
    }
    SUBCASE("after a new session of the connection") {
        s.manager->on_gap();
        s.time.settle(s.io);
    }
    SUBCASE("after updatesTooLong") {
        const tl::frame too_long{tl::encoded(api::Updates{api::updatesTooLong{}})};
        s.manager->on_updates(too_long, rpc::update_origin::pushed);
        s.time.settle(s.io);
    }
    SUBCASE("after an update that cannot be read") { // S-98
        s.manager->on_updates(tl::frame{byte_buffer{1, 2, 3}}, rpc::update_origin::pushed);
        s.time.settle(s.io);
        CHECK(s.log.size() == 1);
    }
    CHECK(s.to.texts == list{"a"});
}

TEST_CASE("pushes beyond the limit are dropped and fetched as a difference") {
    manager_scene s;
    s.start();
    const auto most = static_cast<std::int32_t>(updates::manager::most_waiting);
    s.account.slice = 1'000'000;
    list all;
    for (auto pts = 1; pts <= most + 10; ++pts)
        all.push_back(std::to_string(pts));
    s.account.messages = all;
    for (auto pts = 1; pts <= most + 10; ++pts)
        s.manager->on_updates(s.account.push(pts, pts), rpc::update_origin::pushed);

    s.time.settle(s.io);

    CHECK(s.to.texts == all);
    CHECK(s.account.calls.back() == "updates.getDifference");
}

TEST_CASE("a channel's difference is fetched with its own pts") {
    manager_scene s;
    s.account.channels = {{77, {"a", "b", "c", "d"}}};
    s.store(at(1, {{77, 1}}));
    s.account.messages = {"old"};
    s.start();
    s.push(api::updateChannelTooLong{.channel_id = 77});

    CHECK(s.to.texts == list{"b", "c", "d"});
    s.stop();
    CHECK(s.stored() == at(1, {{77, 4}}));
}

TEST_CASE("a user's channel without an access hash is forgotten") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a", "b"}}};
    s.store(at(1, {{77, 1}}));
    s.start(false);
    s.push(api::updateChannelTooLong{.channel_id = 77});

    CHECK(s.to.texts.empty());
    s.stop();
    CHECK(s.stored() == at(1));
}

TEST_CASE("a channel that was lost is forgotten") {
    manager_scene s;
    s.account.messages = {"old"};
    s.store(at(1, {{77, 1}, {78, 1}}));
    s.start();
    s.manager->on_channel_lost(77);
    s.manager->on_channel_lost(4711);
    s.time.settle(s.io);

    s.stop();
    CHECK(s.stored() == at(1, {{78, 1}}));
}

TEST_CASE("while a handler runs, the position stays before its update") {
    manager_scene s;
    s.start();
    s.to.handlers_stay = true;
    s.account.messages = {"a"};
    s.push(1, 1);
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 0);

    SUBCASE("until it ends") {
        s.to.running.clear();
        s.time.settle(s.io);
        CHECK(s.stored().pts == 1);
    }
    SUBCASE("for a minute") {
        s.time.pass(s.io, 1min);
        CHECK(s.stored().pts == 1);
    }
    SUBCASE("for ever when it abandons the update") {
        s.to.running.front()->abandon();
        s.to.running.clear();
        s.stop();
        CHECK(s.run->ended());
        CHECK(s.stored().pts == 0);
    }
}

TEST_CASE("the end waits five seconds for handlers") {
    manager_scene s;
    s.start();
    s.to.handlers_stay = true;
    s.account.messages = {"a"};
    s.push(1, 1);
    s.stop();
    CHECK_FALSE(s.run->ended());
    SUBCASE("that end") {
        s.to.running.clear();
        s.time.settle(s.io);
        CHECK(s.run->ended());
        CHECK(s.stored().pts == 1);
    }
    SUBCASE("that do not") {
        s.time.pass(s.io, 5s);
        CHECK(s.run->ended());
        CHECK(s.stored().pts == 0);
    }
}

TEST_CASE("a signed-out account ends the run with the refusal and its position saved") {
    manager_scene s;
    s.start();
    s.account.messages = {"a"};
    s.push(1, 1);
    s.account.failing = s.account.calls.size();
    s.account.failure = mishap::signed_out;
    s.manager->on_gap();
    s.time.settle(s.io);

    CHECK(s.refusal() == 401);
    CHECK(s.stored().pts == 1);
}

TEST_CASE("a start without a link, or signed out, fails") {
    for (const auto failure : {mishap::outage, mishap::signed_out, mishap::server_error}) {
        manager_scene s;
        s.account.failing = 0;
        s.account.failure = failure;
        s.start();
        CHECK(s.run->ended());
        CHECK(s.run->error());
        CHECK_FALSE(s.manager->started());
    }
}

TEST_CASE("after four failures in a row the missed updates are skipped") {
    manager_scene s;
    s.store(at(1));
    s.account.messages = {"a", "b"};
    s.account.failing = 0;
    s.account.failures = 4;
    s.account.failure = mishap::server_error;
    s.start();
    s.time.pass(s.io, 1min);
    CHECK(s.account.calls.size() == 5);
    CHECK(s.account.calls.back() == "updates.getState");
    CHECK(s.to.texts.empty());
    CHECK(s.log.size() == 4);

    s.account.messages.emplace_back("c");
    s.push(3, 3);
    CHECK(s.to.texts == list{"c"});
}

TEST_CASE("traffic ends the pause after an outage") {
    manager_scene s;
    s.store(at(1));
    s.account.messages = {"a", "b"};
    s.account.failing = 0;
    s.account.failure = mishap::outage;
    s.start();
    CHECK(s.account.calls.size() == 1);

    s.push(2, 2);

    CHECK(s.account.calls.size() == 2);
    CHECK(s.to.texts == list{"b"});
}

TEST_CASE("a channel whose difference is refused is forgotten") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a", "b"}}};
    s.store(at(1, {{77, 1}}));
    s.start();
    s.account.failing = s.account.calls.size();
    s.account.failure = mishap::refused;
    s.push(api::updateChannelTooLong{.channel_id = 77});
    s.time.pass(s.io, 1s);

    CHECK(s.to.texts.empty());
    s.stop();
    CHECK(s.stored() == at(1));
}
