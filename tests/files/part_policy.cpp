// SPDX-License-Identifier: MIT
#include <awaitgram/files/part_policy.hpp>
#include <awaitgram/files/progress.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace awaitgram;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using action = files::part_decision::action;

TEST_CASE("limits of the speed are waited out, whatever their name and length") {
    files::part_policy policy;
    using decision = files::part_decision;
    CHECK(policy.on(rpc_error{420, "FLOOD_WAIT_12"}) == decision{action::slow_down, 12s, 0});
    CHECK(policy.on(rpc_error{420, "FLOOD_PREMIUM_WAIT_7"}) == decision{action::slow_down, 7s, 0});
    CHECK(
        policy.on(rpc_error{420, "FLOOD_NEW_WAIT_3000"}) == decision{action::slow_down, 3000s, 0}
    );
    CHECK(policy.on(rpc_error{420, "FROZEN_METHOD_INVALID"}).what == action::fail);
}

TEST_CASE("failures of the server are repeated with growing pauses, without a limit") {
    files::part_policy policy;
    std::vector<std::int64_t> pauses;
    for (auto i = 0; i < 9; ++i) {
        const auto decision = policy.on(rpc_error{i % 2 == 0 ? 500 : -503, "Timeout"});
        CHECK(decision.what == action::repeat);
        pauses.push_back(decision.wait.count());
    }
    CHECK(pauses == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 32, 32, 32});
}

TEST_CASE("a file is followed and found again; what no repetition cures fails") { // S-107
    files::part_policy policy;
    CHECK(policy.on(rpc_error{303, "FILE_MIGRATE_4"}).dc == 4);
    for (const auto* name : {"FILE_MIGRATE_0", "FILE_MIGRATE", "USER_MIGRATE_4"})
        CHECK(policy.on(rpc_error{303, name}).what == action::fail);
    for (const auto* name :
         {"FILE_REFERENCE_EXPIRED",
          "FILE_REFERENCE_INVALID",
          "FILE_REFERENCE_EMPTY",
          "FILE_REFERENCE_0_EXPIRED"})
        CHECK(policy.on(rpc_error{400, name}).what == action::find_again);
    CHECK(policy.on(rpc_error{406, "FILEREF_UPGRADE_NEEDED"}).what == action::find_again);
    for (const auto* name : {"LIMIT_INVALID", "FILE_PART_INVALID", "LOCATION_INVALID"})
        CHECK(policy.on(rpc_error{400, name}).what == action::fail);
    CHECK(policy.on(rpc_error{401, "AUTH_KEY_UNREGISTERED"}).what == action::fail);
}

TEST_CASE("progress is told at most every 50 milliseconds, and at the end") {
    std::vector<std::int64_t> told;
    auto note = [&told](files::progress state) { told.push_back(state.done); };
    files::progress_meter meter{note};
    const monotonic_clock::time_point start{1000s};
    for (auto i = 1; i <= 100; ++i)
        meter.tell({i, 100}, start + i * 1ms);
    CHECK(told == std::vector<std::int64_t>{1, 51, 100});

    files::progress_meter silent{{}};
    silent.tell({1, 1}, start);
}
