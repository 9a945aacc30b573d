// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../support/scripted_session.hpp"
#include "manager_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

api::Update post(std::int64_t channel, const char* text, std::int32_t pts) {
    api::message content{};
    content.id = pts;
    content.peer_id = api::peerChannel{.channel_id = channel};
    content.message = text;
    api::updateNewChannelMessage update{};
    update.message = std::move(content);
    update.pts = pts;
    update.pts_count = 1;
    return update;
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
        s.time.pass(s.io, updates::engine::longest_silence - 1ms);
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

TEST_CASE("a channel that was lost is forgotten") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a"}}, {78, {"a"}}};
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
        s.time.pass(s.io, 1s);
        CHECK(s.stored().pts == 1);
    }
    SUBCASE("for as long as it runs") {
        s.time.pass(s.io, 24h);
        CHECK(s.stored().pts == 0);
    }
    SUBCASE("for ever when it abandons the update") {
        s.to.running.front()->abandon();
        s.to.running.clear();
        s.stop();
        CHECK(s.run->ended());
        CHECK(s.stored().pts == 0);
    }
}

TEST_CASE("an update that was handled behind one that is not does not come again") {
    manager_scene s;
    s.store(at(1));
    s.account.messages = {"old"};
    s.start();
    s.to.handlers_stay = true;
    s.account.messages = {"old", "a", "b", "c"};
    s.push(2, 4);
    s.to.running[1].reset();
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 1);
    CHECK(s.stored().handled.size() == 1);
    s.stop();
    s.time.pass(s.io, 5s);
    REQUIRE(s.run->ended());
    s.to.running.clear();
    s.to.texts.clear();
    s.to.handlers_stay = false;

    s.start();
    s.time.pass(s.io, 2s);
    CHECK(s.to.texts == std::vector<std::string>{"a", "c"});
    CHECK(s.stored() == at(4));
}

TEST_CASE("the handlers that end after the run are saved by its owner") {
    manager_scene s;
    s.store(at(1));
    s.account.messages = {"old"};
    s.start();
    s.to.handlers_stay = true;
    s.account.messages = {"old", "a", "b"};
    s.push(2, 3);
    s.stop();
    s.time.pass(s.io, 5s);
    REQUIRE(s.run->ended());
    s.to.running[0]->abandon();
    s.to.running.clear();
    // What comes then is not delivered, and must come again.
    s.account.messages.emplace_back("c");
    s.push(4, 4);
    s.await(s.manager->save_now());
    CHECK(s.stored().pts == 1);
    CHECK(s.stored().handled.size() == 2);
    s.to.texts.clear();
    s.to.handlers_stay = false;

    s.start();
    CHECK(s.to.texts == std::vector<std::string>{"a", "c"});
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

TEST_CASE("updates beyond the limit of memory are dropped, and fetched when there is room") {
    manager_scene s;
    s.options.memory = 100'000;
    s.account.slice = 1'000'000;
    s.to.room = 0;
    s.start();
    list all;
    for (auto pts = 1; pts <= 2000; ++pts)
        all.push_back(std::to_string(pts));
    s.account.messages = all;
    for (auto pts = 1; pts <= 2000; ++pts)
        s.manager->on_updates(s.account.push(pts, pts), rpc::update_origin::pushed);
    s.time.settle(s.io);
    CHECK(s.to.texts.empty());
    CHECK(s.account.calls == list{"updates.getState"});

    s.to.make_room(static_cast<std::size_t>(-1));
    s.time.pass(s.io, 1s);

    CHECK(s.to.texts == all);
    CHECK(s.account.calls.back() == "updates.getDifference");
    CHECK(s.to.skips.empty());
}

TEST_CASE("the differences of known channels are fetched after a start, each with its own pts") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a", "b", "c", "d"}}};
    s.store(at(1, {{77, 1}}));
    s.start();
    CHECK(s.to.texts == list{"b", "c", "d"});

    s.account.channels = {{77, {"a", "b", "c", "d", "e"}}};
    s.push(api::updateChannelTooLong{.channel_id = 77});
    CHECK(s.to.texts == list{"b", "c", "d", "e"});
    s.stop();
    CHECK(s.stored() == at(1, {{77, 5}}));
}

TEST_CASE("a start without catching up begins with the present state") {
    manager_scene s;
    s.account.messages = {"old", "missed"};
    s.account.channels = {{77, {"a", "b", "c", "d"}}};
    s.store(at(1, {{77, 1}}));
    s.options.catch_up = false;
    s.start();
    CHECK(s.to.texts.empty());
    CHECK(s.account.calls == list{"updates.getState"});
    CHECK(s.stored() == at(2));
    s.account.messages.emplace_back("new");
    s.push(3, 3);
    CHECK(s.to.texts == list{"new"});
}

TEST_CASE("a start without catching up replaces what a session has of channels in one step") {
    script steps;
    memory_session storage;
    manager_scene s{any_session{scripted_session{steps, storage}}};
    s.store(at(1, {{71, 1}, {72, 1}, {73, 1}, {74, 1}}));
    s.options.catch_up = false;
    steps.run_undisturbed();
    s.start();
    CHECK(steps.names() == list{"updates_state", "set_update_state"});
    CHECK(s.stored().channels.empty());
}

TEST_CASE("users are noted as soon as an update brings them, whatever the manager waits for") {
    manager_scene s;
    s.account.messages = {"old", "a"};
    s.store(at(1));
    s.start();
    const auto before = s.account.learned;
    CHECK(before != 0);
    for (auto count = 0; count < 5; ++count)
        s.manager->on_updates(s.account.push(2, 2), rpc::update_origin::pushed);
    CHECK(s.account.learned == before + 5);
}

TEST_CASE("a session of which only qts is known starts with the present state") { // defect 3
    manager_scene s;
    s.account.messages = {"old"};
    s.store({0, 9, 0, 0, {}});
    s.start();
    CHECK(s.account.calls.front() == "updates.getState");
    CHECK(s.stored().pts == 1);
    CHECK(s.manager->started());
}

TEST_CASE("a user's channel without an access hash is given up after a few attempts, and the "
          "receiver is told") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a", "b"}}};
    s.store(at(1, {{77, 1}}));
    s.start(false);
    s.time.pass(s.io, 1min);

    CHECK(s.to.texts.empty());
    REQUIRE(s.to.skips.size() == 1);
    CHECK(s.to.skips[0].where == 77);
    s.stop();
    CHECK(s.stored() == at(1));
}

TEST_CASE("refusals that can pass skip nothing, however often they come") {
    for (const auto failure :
         {mishap::server_error, mishap::server_timeout, mishap::flood_wait, mishap::outage}) {
        manager_scene s;
        s.store(at(1));
        s.account.messages = {"a", "b"};
        s.account.failing = 0;
        s.account.failures = 20;
        s.account.failure = failure;
        s.start();
        for (auto minutes = 0; minutes < 30; ++minutes)
            s.time.pass(s.io, 1min);
        CHECK(s.account.calls.size() == 21);
        for (const auto& each : s.account.calls)
            CHECK(each == "updates.getDifference");
        CHECK(s.to.texts == list{"b"});
        CHECK(s.to.skips.empty());
        // The first failures, the beginning of the delay and its end; not each failure.
        CHECK(s.log.size() == 4);
    }
}

TEST_CASE("a manager waits for refusals by itself, so that no request keeps its place for long") {
    manager_scene s;
    s.store(at(1));
    s.account.messages = {"a"};
    s.start();
    CHECK(s.account.options.returns_passing_refusals);
    CHECK(s.account.options.timeout > 0s);
}

TEST_CASE("a channel that fails for ever delays neither private messages nor other channels") {
    for (const auto failure : {mishap::long_flood_wait, mishap::server_error, mishap::hangs}) {
        manager_scene s;
        s.account.messages = {"old"};
        s.account.channels = {{70, {"x", "y"}}, {77, {"a", "b"}}};
        s.account.failing_channel = 70;
        s.account.channel_failure = failure;
        s.store(at(1, {{70, 1}, {77, 1}}));
        s.start();
        s.time.pass(s.io, 1s);
        CHECK(s.to.texts == list{"b"});
        s.account.messages = {"old", "private", "more"};
        s.push(2, 2);
        CHECK(s.to.texts == list{"b", "private"});
        s.manager->on_gap();
        s.time.settle(s.io);
        CHECK(s.to.texts == list{"b", "private", "more"});
        s.stop();
    }
}

TEST_CASE("a channel whose difference is refused by name is forgotten, also with code 406, and the "
          "receiver is told") {
    for (const auto failure : {mishap::refused, mishap::refused_with_406}) {
        manager_scene s;
        s.account.messages = {"old"};
        s.account.channels = {{77, {"a", "b"}}};
        s.account.failing_channel = 77;
        s.account.channel_failure = failure;
        s.store(at(1, {{77, 1}}));
        s.start();

        CHECK_FALSE(s.run->ended());
        CHECK(s.to.texts.empty());
        REQUIRE(s.to.skips.size() == 1);
        CHECK(s.to.skips[0].where == 77);
        CHECK(s.to.skips[0].from == 1);
        CHECK(s.to.skips[0].why == updates::updates_skipped::cause::refused);
        s.account.messages.emplace_back("new");
        s.push(2, 2);
        CHECK(s.to.texts == list{"new"});
        s.stop();
        CHECK(s.stored() == at(2));
    }
}

TEST_CASE("the position before a channel's first update is stored before the update is delivered") {
    manager_scene s;
    s.account.messages = {"old"};
    s.start();
    s.to.handlers_stay = true;
    s.account.channels = {{77, {"a", "b"}}};
    s.push(post(77, "b", 2));
    CHECK(s.to.texts == list{"b"});
    CHECK(s.stored() == at(1, {{77, 1}}));
}

TEST_CASE("a channel that begins anew while its last update is handled keeps the older position") {
    manager_scene s;
    s.store(at(1, {{77, 1}}));
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a"}}};
    s.start();
    s.to.handlers_stay = true;
    s.account.channels = {{77, {"a", "b"}}};
    s.push(post(77, "b", 2));
    REQUIRE(s.to.texts == list{"b"});
    s.manager->on_channel_lost(77);
    s.time.pass(s.io, 2s);
    CHECK(s.stored() == at(1, {{77, 1}}));
    s.account.channels = {{77, {"a", "b", "c", "d"}}};
    s.push(post(77, "d", 4));
    CHECK(s.to.texts == list{"b", "d"});

    SUBCASE("so that a program that is killed then receives it again") {
        const auto kept = s.stored();
        s.stop();
        s.to.running.clear();
        s.time.settle(s.io);
        REQUIRE(s.run->ended());
        s.store(kept);
        s.to.texts.clear();
        s.start();
        s.time.pass(s.io, 5s);
        CHECK(s.to.texts == list{"b", "c", "d"});
    }
    SUBCASE("until it is handled") {
        s.to.running.erase(s.to.running.begin());
        s.time.pass(s.io, 2s);
        CHECK(s.stored() == at(1, {{77, 3}}));
    }
}

TEST_CASE("the effects of own requests move the position, and leave no gap") {
    manager_scene s;
    s.account.messages = {"old"};
    s.start();
    s.manager->on_affected(0, 2, 1);
    s.account.messages = {"old", "deleted", "a"};
    s.push(3, 3);
    CHECK(s.to.texts == list{"a"});
    CHECK(s.account.calls == list{"updates.getState"});
}

TEST_CASE("a channel that is not joined can be polled") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"a", "b"}}};
    s.start();
    s.manager->on_poll(77, 10s);
    s.time.settle(s.io);
    CHECK(s.to.texts.empty());
    s.account.channels = {{77, {"a", "b", "c"}}};
    s.time.pass(s.io, 10s);
    CHECK(s.to.texts == list{"c"});
    s.stop();
    CHECK(s.stored() == at(1, {{77, 3}}));
}

TEST_CASE(
    "a channel that floods while its handler is slow delays no other, and is fetched bit by bit"
) {
    constexpr std::size_t slice = 100;
    constexpr std::int32_t last = 3000;
    manager_scene s;
    s.account.slice = slice;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"1"}}};
    s.store(at(1, {{77, 1}}));
    s.to.handlers_stay = true;
    s.start();
    const auto asked = s.account.channel_calls.size();
    auto& posts = s.account.channels[0].second;
    for (std::int32_t pts = 2; pts <= last; ++pts) {
        posts.push_back(std::to_string(pts));
        s.push(post(77, posts.back().c_str(), pts));
    }
    const auto most = updates::delivery_ledger::default_share.updates;
    CHECK(s.to.texts.size() == most + 1);
    s.account.messages.emplace_back("private");
    s.push(2, 2);
    CHECK(s.to.texts.back() == "private");
    s.time.pass(s.io, 1h);
    CHECK(s.account.channel_calls.size() == asked);

    auto most_waiting = s.to.running.size();
    for (auto round = 0; !s.to.running.empty() && round < last; ++round) {
        const auto some = std::min<std::size_t>(s.to.running.size(), 50);
        s.to.running.erase(
            s.to.running.begin(), s.to.running.begin() + static_cast<std::ptrdiff_t>(some)
        );
        s.time.settle(s.io);
        most_waiting = std::max(most_waiting, s.to.running.size());
    }
    CHECK(most_waiting <= most + 1 + slice);
    std::erase(s.to.texts, "private");
    CHECK(s.to.texts == list(posts.begin() + 1, posts.end()));
    CHECK(s.to.skips.empty());
}
