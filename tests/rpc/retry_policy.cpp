// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/retry_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace awaitgram;
using namespace std::chrono_literals;

TEST_CASE("short flood waits are waited for a few times, and long ones are not") {
    rpc::retry_policy policy{60s};
    for (int i = 0; i < 5; ++i) {
        CHECK(policy.on(rpc_error{420, "FLOOD_WAIT_60"}) == 60s);
    }
    CHECK_FALSE(policy.on(rpc_error{420, "FLOOD_WAIT_1"}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{420, "FLOOD_WAIT_61"}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{420, "TAKEOUT_INIT_DELAY_5"}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{420, "FROZEN_METHOD_INVALID"}));
}

TEST_CASE("a caller that waits by itself gets every refusal at once") {
    rpc::retry_policy policy{60s, {.returns_passing_refusals = true}};
    CHECK_FALSE(policy.on(rpc_error{420, "FLOOD_WAIT_1"}));
    CHECK_FALSE(policy.on(rpc_error{500, "INTERNAL"}));
}

TEST_CASE("errors of the server are retried with growing pauses") {
    rpc::retry_policy policy{60s};
    for (const auto pause : {1s, 2s, 4s, 8s})
        CHECK(policy.on(rpc_error{500, "INTERNAL"}) == pause);
    CHECK_FALSE(policy.on(rpc_error{500, "INTERNAL"}));
}

TEST_CASE("server errors that another call cannot change are returned to the caller") {
    for (const auto* text : {"RANDOM_ID_DUPLICATE", "AUTH_RESTART", "AUTH_RESTART_2"})
        CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{500, text}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{-503, "Timeout"}));
}

TEST_CASE("a request that may take effect once is called again only if it took no effect") {
    rpc::call_options once;
    once.at_most_once = true;
    rpc::retry_policy policy{60s, once};
    CHECK(policy.on(rpc_error{420, "FLOOD_WAIT_3"}) == 3s);
    CHECK_FALSE(policy.on(rpc_error{500, "INTERNAL"}));
    CHECK_FALSE(policy.on(rpc_error{-500, "No workers running"}));
}

TEST_CASE("a request that waits out outages is called again until the server works") {
    rpc::call_options patient;
    patient.waits_out_outages = true;
    rpc::retry_policy policy{60s, patient};
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 32s, 32s})
        CHECK(policy.on(rpc_error{-503, "Timedout"}) == pause);
    CHECK(policy.on(rpc_error{500, "RPC_CALL_FAIL"}) == 32s);
    CHECK_FALSE(policy.on(rpc_error{500, "AUTH_RESTART"}));
    CHECK_FALSE(policy.on(rpc_error{420, "FLOOD_WAIT_61"}));

    patient.at_most_once = true;
    CHECK_FALSE(rpc::retry_policy{60s, patient}.on(rpc_error{-503, "Timedout"}));
}

TEST_CASE("other refusals are returned to the caller") {
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{400, "PEER_ID_INVALID"}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{401, "AUTH_KEY_UNREGISTERED"}));
    CHECK_FALSE(rpc::retry_policy{60s}.on(rpc_error{303, "USER_MIGRATE_4"}));
}
