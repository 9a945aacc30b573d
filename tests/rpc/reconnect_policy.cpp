// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/reconnect_policy.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;
using rpc::link_end;
using kind = rpc::reconnect_decision::kind;

namespace {

constexpr std::uint8_t average = 128;

/// A policy, its time, and a script of links to replay.
struct script {
    explicit script(rpc::reconnect_policy::limits with = {}) : policy(with) {}

    /// The link ended; time passes until the next attempt.
    rpc::reconnect_decision end(link_end why, bool has_key = true) {
        const auto decision = policy.ended(why, has_key, now, average);
        pause = policy.next_attempt(no_call) - now;
        return decision;
    }

    /// A failed attempt to open a link.
    rpc::reconnect_decision unreachable(link_end why = link_end::broken) { return end(why); }

    /// A link that opens, and ends after `lived` without an answer.
    rpc::reconnect_decision silent(std::chrono::seconds lived, link_end why = link_end::broken) {
        policy.opened(now);
        now += lived;
        return end(why);
    }

    /// A link that opens, is answered, and ends after `lived`.
    rpc::reconnect_decision answered(std::chrono::seconds lived, link_end why = link_end::broken) {
        policy.opened(now);
        policy.answered();
        now += lived;
        return end(why);
    }

    static constexpr auto no_call = rpc::reconnect_policy::moment::min();
    rpc::reconnect_policy::moment now{1h};
    rpc::reconnect_policy policy;
    rpc::reconnect_policy::duration pause{};
};

} // namespace

TEST_CASE("the first connection is tried up to the limit of attempts") {
    for (const auto attempts : {1, 2, 5}) {
        script test{{.attempts = attempts}};
        for (auto i = 1; i < attempts; ++i)
            CHECK(test.unreachable().what == kind::retry);
        CHECK(test.unreachable().what == kind::give_up);
    }
}

TEST_CASE("without a limit the first connection is tried until it succeeds") {
    script test;
    for (auto i = 0; i != 1000; ++i)
        REQUIRE(test.unreachable().what == kind::retry);
}

TEST_CASE("a link without an answer counts as an attempt") {
    script test{{.attempts = 2}};
    CHECK(test.silent(1s).what == kind::retry);
    CHECK(test.silent(1s).what == kind::give_up);
}

TEST_CASE("after the very first answer, links are reopened without a limit") {
    script test{{.attempts = 2}};
    CHECK(test.answered(1s).what == kind::retry);
    for (auto i = 0; i != 1000; ++i)
        REQUIRE(test.unreachable().what == kind::retry);
}

TEST_CASE("only the first valid packet of a link is its first answer") {
    script test;
    CHECK_FALSE(test.policy.connected());
    CHECK(test.policy.answered());
    CHECK_FALSE(test.policy.answered());
    CHECK(test.policy.connected());
    CHECK(test.unreachable().what == kind::retry);
    CHECK_FALSE(test.policy.connected());
    CHECK(test.policy.answered());
}

TEST_CASE("pauses double up to half a minute, varied by a quarter") {
    script test;
    CHECK(test.answered(1s).what == kind::retry);
    CHECK(test.pause == 250ms);
    for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16'000ms, 30'000ms, 30'000ms}) {
        CHECK(test.unreachable().what == kind::retry);
        CHECK(test.pause == pause);
    }
    CHECK(test.policy.ended(link_end::broken, true, test.now, 0).what == kind::retry);
    CHECK(test.policy.next_attempt(script::no_call) - test.now == 22'500ms);
    CHECK(test.policy.ended(link_end::broken, true, test.now, 255).what == kind::retry);
    const auto longest = test.policy.next_attempt(script::no_call) - test.now;
    CHECK(longest > 37'400ms);
    CHECK(longest <= 37'500ms);
}

TEST_CASE("a link that lasted for half a minute ends a series of failures") {
    script test;
    for (const auto lived : {1s, 30s}) {
        CHECK_FALSE(test.answered(lived).lasted);
        CHECK_FALSE(test.unreachable().lasted);
        CHECK(test.pause > 250ms);
    }
    CHECK(test.answered(31s).lasted);
    CHECK(test.pause == 250ms);
}

TEST_CASE("a flooded server is left alone for minutes, however long the link lasted") {
    script test;
    for (const auto pause : {1min, 2min, 4min, 8min, 16min, 16min}) {
        CHECK(test.answered(31s, link_end::flood).what == kind::retry);
        CHECK(test.pause == pause);
        // Not even a call shortens the pause.
        CHECK(test.policy.next_attempt(test.now) - test.now == pause);
    }
    CHECK(test.answered(31s).lasted);
    CHECK(test.silent(0s, link_end::flood).what == kind::retry);
    CHECK(test.pause == 1min);
}

TEST_CASE("other transport errors get pauses that grow to minutes") {
    script test;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
        CHECK(test.silent(0s, link_end::refused).what == kind::retry);
        CHECK(test.pause == pause);
    }
}

TEST_CASE("waiting calls shorten a pause, the more so the newer they are") {
    script test;
    const auto pause_for_call = [&](std::chrono::seconds age) {
        return test.policy.next_attempt(test.now - age) - test.now;
    };
    for (auto i = 0; i != 10; ++i)
        CHECK(test.unreachable().what == kind::retry);
    CHECK(test.pause == 30s);
    CHECK(pause_for_call(0s) == 1s);
    CHECK(pause_for_call(8s) == 1s);
    CHECK(pause_for_call(20s) == 2500ms);
    CHECK(pause_for_call(4min) == 30s);
    CHECK(pause_for_call(24h) == 30s);

    // Called during the pause.
    CHECK(pause_for_call(-10s) == 10s);
    CHECK(pause_for_call(-29s) == 29s);

    for (auto i = 0; i != 10; ++i)
        CHECK(test.unreachable(link_end::refused).what == kind::retry);
    CHECK(pause_for_call(0s) == 5s);
}

TEST_CASE("a short pause is not prolonged by calls") {
    script test;
    CHECK(test.answered(60s).what == kind::retry);
    CHECK(test.pause == 250ms);
    CHECK(test.policy.next_attempt(test.now) - test.now == 250ms);
}

TEST_CASE("calls fail when they have waited for a link for longer than the limit") {
    constexpr auto never = rpc::reconnect_policy::moment::max();
    script test{{.outage = 20s}};
    CHECK(test.policy.call_fails_at(test.now) == never); // there was no link yet
    test.policy.answered();
    CHECK(test.policy.call_fails_at(test.now) == never);
    CHECK(test.unreachable().what == kind::retry);
    CHECK(test.policy.call_fails_at(test.now) == test.now + 20s);
    test.policy.opened(test.now); // nobody has answered on it yet
    CHECK(test.policy.call_fails_at(test.now) == test.now + 20s);
    test.policy.answered();
    CHECK(test.policy.call_fails_at(test.now) == never);
}

TEST_CASE("calls may have a limit for the first link, too") {
    script test{{.outage = 20s, .waits_for_first_link = false}};
    CHECK(test.policy.call_fails_at(test.now) == test.now + 20s);
    script endless{{.outage = std::chrono::hours{2'000'000}, .waits_for_first_link = false}};
    endless.now += std::chrono::hours{2'000'000};
    CHECK(endless.policy.call_fails_at(endless.now) == rpc::reconnect_policy::moment::max());
}

TEST_CASE("an unknown key is believed if it is reported three times in a row") {
    script test;
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::new_key);
    // The pauses grow on, as the next key may be refused as well.
    CHECK(test.pause == 1s);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.pause == 2s);
}

TEST_CASE("reports of an unknown key are no attempts to connect") {
    script test{{.attempts = 1}};
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::new_key);
}

TEST_CASE("an answer refutes earlier reports of an unknown key") {
    script test;
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.answered(1s).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::new_key);
}

TEST_CASE("no transport error ends a login or its key, and the pauses grow to minutes") {
    for (const auto end : {link_end::unknown_key, link_end::refused, link_end::flood})
        for (const auto from_start : {false, true}) {
            script test{{.attempts = 1, .keep_key = from_start}};
            if (!from_start)
                test.policy.keep_key();
            for (auto i = 0; i != 1000; ++i)
                REQUIRE(test.silent(0s, end).what == kind::retry);
            CHECK(test.pause >= 5min);
        }
}

TEST_CASE("an unknown key during a key exchange is a failed attempt") {
    script test{{.attempts = 2}};
    CHECK(test.end(link_end::unknown_key, false).what == kind::retry);
    CHECK(test.end(link_end::unknown_key, false).what == kind::give_up);
}

TEST_CASE("a cancellation ends everything at once") {
    script test;
    CHECK(test.answered(60s).what == kind::retry);
    CHECK(test.unreachable(link_end::cancelled).what == kind::give_up);
}

TEST_CASE("on each link the first answer is due until it arrives") {
    script test{{.first_answer = 15s}};
    test.policy.opened(test.now);
    CHECK(test.policy.first_answer_due() == test.now + 15s);
    test.policy.answered();
    CHECK_FALSE(test.policy.first_answer_due());
    CHECK(test.unreachable().what == kind::retry);

    test.now += 1min;
    test.policy.opened(test.now);
    CHECK(test.policy.first_answer_due() == test.now + 15s);
}

TEST_CASE("connecting succeeds whichever step fails, as long as attempts are left") {
    // Each list is one path to the first answer; each end in it is a failure of that step.
    const std::vector<std::vector<link_end>> ways{
        {link_end::broken},
        {link_end::unknown_key},
        {link_end::flood},
        {link_end::refused},
        {link_end::broken, link_end::unknown_key},
        {link_end::unknown_key, link_end::broken},
        {link_end::flood, link_end::flood},
    };
    for (const auto& way : ways) {
        script test{{.attempts = 3}};
        for (const auto end : way)
            REQUIRE(test.silent(1s, end).what == kind::retry);
        REQUIRE(test.answered(60s).what == kind::retry);
        CHECK(test.silent(1s).what == kind::retry);
        CHECK(test.pause == 500ms);
    }
}
