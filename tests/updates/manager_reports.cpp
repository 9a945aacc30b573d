// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "manager_scene.hpp"

// Defects that users of Telegram clients have reported in public, each tried on a manager.

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;

using list = std::vector<std::string>;

TEST_CASE("a login that is revoked while updates are missing ends the run with the refusal, and "
          "nothing counts as handled that was not") {
    for (const auto channel : {false, true}) {
        CAPTURE(channel);
        manager_scene s;
        s.account.messages = {"old"};
        s.account.channels = {{77, {"x"}}};
        s.store(at(1, {{77, 1}}));
        s.start();
        s.to.handlers_stay = true;
        s.account.messages = {"old", "a", "b", "c"};
        s.push(2, 2);
        s.push(4, 4); // before it, one is missing
        CHECK(s.to.texts == list{"a"});
        if (channel) {
            s.account.channels = {{77, {"x", "y"}}};
            s.account.failing_channel = 77;
            s.account.channel_failure = mishap::signed_out;
            api::updateChannelTooLong missed{};
            missed.channel_id = 77;
            s.push(api::Update{missed});
        } else {
            s.account.failing = s.account.calls.size();
            s.account.failure = mishap::signed_out;
        }
        s.time.pass(s.io, 10s);
        REQUIRE(s.run->ended());
        CHECK(s.refusal() == 401);
        CHECK(s.to.texts == list{"a"});
        CHECK(s.stored().pts == 1);
        s.to.running.clear();

        // The account signs in again with what is stored.
        s.to.texts.clear();
        s.to.handlers_stay = false;
        s.account.failing = static_cast<std::size_t>(-1);
        s.account.channel_failure = mishap::none;
        s.start();
        s.time.pass(s.io, 1s);
        CHECK(s.to.texts == (channel ? list{"a", "b", "c", "y"} : list{"a", "b", "c"}));
    }
}

TEST_CASE("what is lost on a live connection that stays silent is fetched within a quarter of an "
          "hour, in channels, too") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"x"}}};
    s.store(at(1, {{77, 1}}));
    s.start();
    CHECK(s.to.texts.empty());
    const auto before = s.account.calls.size();
    s.account.messages = {"old", "lost"};
    s.account.channels = {{77, {"x", "lost post"}}};
    s.time.pass(s.io, 14min);
    CHECK(s.account.calls.size() == before);
    s.time.pass(s.io, 2min);
    CHECK(s.to.texts == list{"lost", "lost post"});
    // A new session of the server says that updates may be missing.
    s.account.messages.emplace_back("also lost");
    s.account.channels = {{77, {"x", "lost post", "another lost post"}}};
    s.manager->on_gap();
    s.time.settle(s.io);
    CHECK(s.to.texts == list{"lost", "lost post", "also lost", "another lost post"});
}

TEST_CASE("a channel that is polled before the account has seen it is asked as soon as it has") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"x", "y"}}};
    s.store(at(1));
    s.start(false);
    s.manager->on_poll(77, 10s);
    for (auto minutes = 0; minutes < 5; ++minutes)
        s.time.pass(s.io, 1min);
    CHECK(s.account.channel_calls.empty());
    CHECK(s.to.skips.empty());
    REQUIRE(s.to.delays.size() == 1);
    CHECK(s.to.delays[0].where == 77);

    s.await(s.session.cache_peer(channel_info{77, peer_auth{7}, {}}));
    s.time.pass(s.io, 10s);
    REQUIRE(s.to.delays.size() == 2);
    CHECK(s.to.delays[1].over);
    CHECK(s.to.texts.empty());
    s.account.channels = {{77, {"x", "y", "new"}}};
    s.time.pass(s.io, 10s);
    CHECK(s.to.texts == list{"new"});
}

TEST_CASE("a first difference asks from a position that Telegram accepts") {
    manager_scene s;
    s.store({1, 0, 0, 0, {}});
    s.account.messages = {"old", "a"};
    s.start();
    CHECK(s.to.texts == list{"a"});
    REQUIRE(s.account.differences.size() == 1);
    CHECK(s.account.differences[0].pts == 1);
    CHECK(s.account.differences[0].date == 1);
}

TEST_CASE("a channel whose difference fails for ever is told once, and not with each failure") {
    manager_scene s;
    s.account.messages = {"old"};
    s.account.channels = {{77, {"x", "y"}}};
    s.account.failing_channel = 77;
    s.account.channel_failure = mishap::server_error;
    s.store(at(1, {{77, 1}}));
    s.start();
    for (auto minutes = 0; minutes < 60; ++minutes)
        s.time.pass(s.io, 1min);
    REQUIRE(s.to.delays.size() == 1);
    CHECK(s.to.delays[0].where == 77);
    CHECK_FALSE(s.to.delays[0].over);
    CHECK(s.to.delays[0].reason == "INTERNAL");
    CHECK(s.log.back() == "missed updates of channel 77 cannot be fetched for now (INTERNAL)");
    CHECK(s.log.size() == 3);
    s.account.channel_failure = mishap::none;
    s.time.pass(s.io, 1min);
    CHECK(s.to.texts == list{"y"});
    REQUIRE(s.to.delays.size() == 2);
    CHECK(s.to.delays[1].where == 77);
    CHECK(s.to.delays[1].over);
    CHECK(s.log.back() == "missed updates of channel 77 are not delayed any more");
    CHECK(s.to.skips.empty());
}
