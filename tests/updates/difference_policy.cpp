// SPDX-License-Identifier: MIT
#include <awaitgram/updates/difference_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

constexpr sequence_id channel = 77;

fetch_reaction refused(sequence_id id, std::int32_t code, std::string_view name = "UNKNOWN") {
    fetch_failure failure;
    failure.what = fetch_failure::kind::refused;
    failure.code = code;
    failure.name = name;
    return reaction_to(id, failure);
}

fetch_reaction failed(sequence_id id, fetch_failure::kind what) {
    fetch_failure failure;
    failure.what = what;
    return reaction_to(id, failure);
}

} // namespace

TEST_CASE("floods, errors of the server, and refusals whose meaning is not known pass") {
    for (const auto id : {common_sequence, channel})
        for (const auto code :
             {-503, -1, 0, 303, 400, 403, 404, 406, 420, 499, 500, 503, INT32_MAX})
            CHECK(refused(id, code) == fetch_reaction::later);
}

TEST_CASE("a link that breaks and an answer that is late pass") {
    CHECK(failed(common_sequence, fetch_failure::kind::unreachable) == fetch_reaction::later);
    CHECK(failed(channel, fetch_failure::kind::unreachable) == fetch_reaction::later);
}

TEST_CASE("only a name closes a channel, and no name closes the account") {
    for (const auto* name :
         {"CHANNEL_PRIVATE",
          "CHANNEL_INVALID",
          "CHANNEL_PUBLIC_GROUP_NA",
          "USER_BANNED_IN_CHANNEL",
          "CHAT_FORBIDDEN"}) {
        for (const auto code : {400, 403, 406})
            CHECK(refused(channel, code, name) == fetch_reaction::forget);
        CHECK(refused(channel, 500, name) == fetch_reaction::later);
        CHECK(refused(common_sequence, 400, name) == fetch_reaction::later);
    }
    CHECK(refused(channel, 400, "CHANNELS_TOO_MUCH") == fetch_reaction::later);
}

TEST_CASE("an outdated position passes, and a wrong one is given up") {
    for (const auto id : {common_sequence, channel}) {
        CHECK(refused(id, 400, "PERSISTENT_TIMESTAMP_OUTDATED") == fetch_reaction::later);
        CHECK(refused(id, 400, "PERSISTENT_TIMESTAMP_EMPTY") == fetch_reaction::skip);
        CHECK(refused(id, 400, "PERSISTENT_TIMESTAMP_INVALID") == fetch_reaction::skip);
    }
}

TEST_CASE("what cannot be read is tried a few times") {
    CHECK(failed(channel, fetch_failure::kind::malformed) == fetch_reaction::few_more);
    CHECK(failed(common_sequence, fetch_failure::kind::malformed) == fetch_reaction::few_more);
    CHECK(failed(channel, fetch_failure::kind::no_access_hash) == fetch_reaction::few_more);
}

TEST_CASE("a signed-out account ends the updates") {
    for (const auto id : {common_sequence, channel}) {
        CHECK(refused(id, 401, "SESSION_REVOKED") == fetch_reaction::end);
        CHECK(refused(id, 401) == fetch_reaction::end);
        CHECK(refused(id, 406, "AUTH_KEY_DUPLICATED") == fetch_reaction::end);
    }
}

TEST_CASE("pauses double up to a minute, and are never shorter than Telegram says") {
    CHECK(pause_after(1) == 1s);
    CHECK(pause_after(2) == 2s);
    CHECK(pause_after(3) == 4s);
    CHECK(pause_after(6) == 32s);
    CHECK(pause_after(7) == 60s);
    CHECK(pause_after(1'000'000) == 60s);
    CHECK(pause_after(0) == 1s);
    CHECK(pause_after(-5) == 1s);
    CHECK(pause_after(1, 42s) == 42s);
    CHECK(pause_after(7, 42s) == 60s);
    CHECK(pause_after(1, 14 * 24h) == 14 * 24h);
}
