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

TEST_CASE("one request is called at the data centre that a refusal names, at most three times"
) { // S-77
    dc::move_policy policy;
    for (const auto* text : {"FILE_MIGRATE_4", "STATS_MIGRATE_4", "FILE_MIGRATE_1"})
        CHECK(policy.elsewhere(rpc_error{303, text}, {}).has_value());
    CHECK_FALSE(policy.elsewhere(rpc_error{303, "FILE_MIGRATE_4"}, {}));
}

TEST_CASE("only a file's or statistics' refusal with a possible number calls one request elsewhere"
) { // S-77
    for (const auto* text :
         {"FILE_MIGRATE_0",
          "FILE_MIGRATE_-1",
          "FILE_MIGRATE_1001",
          "FILE_MIGRATE",
          "USER_MIGRATE_4"})
        CHECK_FALSE(dc::move_policy{}.elsewhere(rpc_error{303, text}, {}));
    CHECK_FALSE(dc::move_policy{}.elsewhere(rpc_error{400, "FILE_MIGRATE_4"}, {}));
    rpc::call_options own;
    own.returns_passing_refusals = true;
    CHECK_FALSE(dc::move_policy{}.elsewhere(rpc_error{303, "FILE_MIGRATE_4"}, own));
}
