// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/retry_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace awaitgram;
using namespace std::chrono_literals;
using kind = rpc::reaction::kind;

TEST_CASE("short flood waits are waited for, a few times; long ones are not") {
    rpc::retry_policy policy{60s};
    for (int i = 0; i < 5; ++i) {
        const auto reaction = policy.on(rpc_error{420, "FLOOD_WAIT_60"});
        CHECK(reaction.what == kind::wait);
        CHECK(reaction.pause == 60s);
    }
    CHECK(policy.on(rpc_error{420, "FLOOD_WAIT_1"}).what == kind::give_up);
    CHECK(rpc::retry_policy{60s}.on(rpc_error{420, "FLOOD_WAIT_61"}).what == kind::give_up);
    CHECK(rpc::retry_policy{60s}.on(rpc_error{420, "TAKEOUT_INIT_DELAY_5"}).what == kind::give_up);
    CHECK(rpc::retry_policy{60s}.on(rpc_error{420, "FROZEN_METHOD_INVALID"}).what == kind::give_up);
}

TEST_CASE("errors of the server are retried with growing pauses") {
    rpc::retry_policy policy{60s};
    for (const auto pause : {1s, 2s, 4s, 8s})
        CHECK(policy.on(rpc_error{500, "INTERNAL"}).pause == pause);
    CHECK(policy.on(rpc_error{500, "INTERNAL"}).what == kind::give_up);
}

TEST_CASE("errors of the server that asking again can't change go to the caller") {
    for (const auto* text : {"RANDOM_ID_DUPLICATE", "AUTH_RESTART", "AUTH_RESTART_2"})
        CHECK(rpc::retry_policy{60s}.on(rpc_error{500, text}).what == kind::give_up);
    CHECK(rpc::retry_policy{60s}.on(rpc_error{-503, "Timeout"}).what == kind::give_up);
}

TEST_CASE("an account's move is followed at most three times, and only to a data centre") {
    rpc::retry_policy policy{60s};
    for (int i = 0; i < 3; ++i) {
        const auto reaction = policy.on(rpc_error{303, "PHONE_MIGRATE_4"});
        CHECK(reaction.what == kind::migrate);
        CHECK(reaction.dc == 4);
    }
    CHECK(policy.on(rpc_error{303, "PHONE_MIGRATE_4"}).what == kind::give_up);
    for (const auto* text :
         {"PHONE_MIGRATE_0",
          "USER_MIGRATE_1001",
          "NETWORK_MIGRATE",
          "FILE_MIGRATE_2",
          "STATS_MIGRATE_2"})
        CHECK(rpc::retry_policy{60s}.on(rpc_error{303, text}).what == kind::give_up);
}

TEST_CASE("other refusals go to the caller") {
    CHECK(rpc::retry_policy{60s}.on(rpc_error{400, "PEER_ID_INVALID"}).what == kind::give_up);
    CHECK(rpc::retry_policy{60s}.on(rpc_error{401, "AUTH_KEY_UNREGISTERED"}).what == kind::give_up);
}
