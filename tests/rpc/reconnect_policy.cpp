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
    explicit script(rpc::reconnect_policy::limits with = {}) : policy(with, now) {}

    /// A failed attempt to open a link.
    rpc::reconnect_decision unreachable(link_end why = link_end::broken) {
        return policy.ended(why, true, now, average);
    }

    /// A link that opens, and ends after `lived` without an answer.
    rpc::reconnect_decision silent(std::chrono::seconds lived, link_end why = link_end::broken) {
        policy.opened(now);
        now += lived;
        return policy.ended(why, true, now, average);
    }

    /// A link that opens, is answered, and ends after `lived`.
    rpc::reconnect_decision answered(std::chrono::seconds lived, link_end why = link_end::broken) {
        policy.opened(now);
        policy.answered();
        now += lived;
        return policy.ended(why, true, now, average);
    }

    rpc::reconnect_policy::moment now{1h};
    rpc::reconnect_policy policy;
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

TEST_CASE("a link without an answer counts as an attempt") {
    script test{{.attempts = 2}};
    CHECK(test.silent(1s).what == kind::retry);
    CHECK(test.silent(1s).what == kind::give_up);
}

TEST_CASE("after the very first answer, links are reopened without a limit") {
    script test{{.attempts = 2}};
    CHECK_FALSE(test.policy.ever_answered());
    CHECK(test.answered(1s).what == kind::retry);
    CHECK(test.policy.ever_answered());
    for (auto i = 0; i != 1000; ++i)
        REQUIRE(test.unreachable().what == kind::retry);
}

TEST_CASE("pauses double up to half a minute, varied by a quarter") {
    script test;
    CHECK(test.answered(1s).pause == 250ms);
    for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16'000ms, 30'000ms, 30'000ms})
        CHECK(test.unreachable().pause == pause);
    CHECK(test.policy.ended(link_end::broken, true, test.now, 0).pause == 22'500ms);
    const auto longest = test.policy.ended(link_end::broken, true, test.now, 255).pause;
    CHECK(longest > 37'400ms);
    CHECK(longest <= 37'500ms);
}

TEST_CASE("a link that lasted for half a minute ends a series of failures") {
    script test;
    for (const auto lived : {1s, 30s}) {
        CHECK(test.answered(lived).pause > 0s);
        CHECK(test.unreachable().pause > 250ms);
    }
    CHECK(test.answered(31s).pause == 250ms);
}

TEST_CASE("a flooded server gets longer pauses, however long the link lasted") {
    script test;
    CHECK(test.answered(31s, link_end::flood).pause == 250ms);
    CHECK(test.answered(31s, link_end::flood).pause == 500ms);
    CHECK(test.answered(31s, link_end::flood).pause == 1000ms);
    CHECK(test.answered(31s).pause == 250ms);
}

TEST_CASE("calls fail if there was no link for longer than the limit") {
    script test{{.outage = 20s}};
    CHECK_FALSE(test.answered(60s).fail_calls);
    test.now += 20s;
    CHECK_FALSE(test.unreachable().fail_calls);
    test.now += 1s;
    CHECK(test.unreachable().fail_calls);
    CHECK_FALSE(test.answered(60s).fail_calls);
}

TEST_CASE("links that break soon after their first answer do not end an outage") {
    script test{{.outage = 20s}};
    CHECK_FALSE(test.answered(60s).fail_calls);
    for (auto i = 0; i != 4; ++i) {
        test.now += 5s;
        CHECK_FALSE(test.answered(1s).fail_calls);
    }
    test.now += 5s;
    CHECK(test.answered(1s).fail_calls);
}

TEST_CASE("an unknown key is believed if it is reported as often as there are attempts") {
    script test{{.attempts = 3}};
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    const auto third = test.silent(0s, link_end::unknown_key);
    CHECK(third.what == kind::new_key);
    CHECK(third.pause == 250ms);
    CHECK_FALSE(third.fail_calls);
}

TEST_CASE("an answer refutes earlier reports of an unknown key") {
    script test{{.attempts = 2}};
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.answered(1s).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::retry);
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::new_key);
}

TEST_CASE("the key of a login is lost rather than replaced") {
    script from_start{{.attempts = 1, .keep_key = true}};
    CHECK(from_start.silent(0s, link_end::unknown_key).what == kind::key_lost);

    script later{{.attempts = 1}};
    later.policy.keep_key();
    CHECK(later.silent(0s, link_end::unknown_key).what == kind::key_lost);
}

TEST_CASE("a key that was just exchanged is not replaced by another one") {
    script test{{.attempts = 1}};
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::new_key);
    test.policy.key_agreed();
    CHECK(test.silent(0s, link_end::unknown_key).what == kind::key_lost);
}

TEST_CASE("an unknown key during a key exchange is a broken link") {
    script test{{.attempts = 2}};
    const auto first = test.policy.ended(link_end::unknown_key, false, test.now, average);
    CHECK(first.what == kind::retry);
    const auto second = test.policy.ended(link_end::unknown_key, false, test.now, average);
    CHECK(second.what == kind::give_up);
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
    CHECK(test.policy.ended(link_end::broken, true, test.now, average).what == kind::retry);

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
        {link_end::broken, link_end::unknown_key},
        {link_end::unknown_key, link_end::broken},
        {link_end::flood, link_end::flood},
    };
    for (const auto& way : ways) {
        script test{{.attempts = 3}};
        for (const auto end : way)
            REQUIRE(test.silent(1s, end).what == kind::retry);
        REQUIRE(test.answered(60s).what == kind::retry);
        CHECK(test.silent(1s).pause == 500ms);
    }
}
