// SPDX-License-Identifier: MIT
#include <awaitgram/dc/move_policy.hpp>

#include <doctest/doctest.h>

using namespace awaitgram;

TEST_CASE("an account's move is followed at most three times in one call") { // S-77
    dc::move_policy policy;
    for (const auto* text : {"PHONE_MIGRATE_4", "NETWORK_MIGRATE_4", "USER_MIGRATE_4"})
        CHECK(policy.on(rpc_error{303, text}) == 4);
    CHECK_FALSE(policy.on(rpc_error{303, "USER_MIGRATE_4"}));
}

TEST_CASE("only a refusal with code 303 that names a possible data centre moves an account"
) { // S-77
    for (const auto* text :
         {"PHONE_MIGRATE_0",
          "USER_MIGRATE_1001",
          "NETWORK_MIGRATE",
          "FILE_MIGRATE_2",
          "STATS_MIGRATE_2"})
        CHECK_FALSE(dc::move_policy{}.on(rpc_error{303, text}));
    CHECK_FALSE(dc::move_policy{}.on(rpc_error{400, "USER_MIGRATE_4"}));
}
