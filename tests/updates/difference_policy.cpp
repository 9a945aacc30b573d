// SPDX-License-Identifier: MIT
#include <awaitgram/updates/difference_policy.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;
using kind = difference_reaction::kind;
using method = difference_policy::method;

namespace {

const time_point start{1'700'000'000s};
constexpr sequence_id channel = 77;

} // namespace

TEST_CASE("each failure in a row makes the pause a second longer, up to ten") {
    difference_policy policy;
    for (auto seconds = 1; seconds <= 12; ++seconds) {
        const auto reaction = policy.refused(common_sequence, 500, start);
        CHECK(reaction.action == kind::fetch_again);
        CHECK(reaction.resume_at == start + std::chrono::seconds{seconds > 10 ? 10 : seconds});
        CHECK_FALSE(reaction.until_traffic);
    }
}

TEST_CASE("a success makes pauses short again") {
    difference_policy policy;
    static_cast<void>(policy.refused(common_sequence, 500, start));
    static_cast<void>(policy.refused(common_sequence, 500, start));
    policy.succeeded(common_sequence);
    CHECK(policy.refused(common_sequence, 500, start).resume_at == start + 1s);
}

TEST_CASE("after four failures in a row the account's missed updates are skipped") {
    difference_policy policy;
    for (auto failures = 0; failures < difference_policy::most_failures; ++failures) {
        CHECK(policy.next(common_sequence) == method::difference);
        static_cast<void>(
            failures % 2 == 0 ? policy.refused(common_sequence, 420, start)
                              : policy.malformed(common_sequence, start)
        );
    }
    CHECK(policy.next(common_sequence) == method::skip);
    CHECK(policy.next(secondary_sequence) == method::skip);
    CHECK(policy.next(channel) == method::difference);

    policy.succeeded(common_sequence);
    CHECK(policy.next(common_sequence) == method::difference);
}

TEST_CASE("an outage skips nothing, however long it is") {
    difference_policy policy;
    for (auto attempts = 0; attempts < 100; ++attempts) {
        const auto reaction = policy.unreachable(start);
        CHECK(reaction.action == kind::fetch_again);
        CHECK(reaction.until_traffic);
        CHECK(reaction.resume_at <= start + 10s);
    }
    CHECK(policy.next(common_sequence) == method::difference);
}

TEST_CASE("a signed-out account ends the updates") {
    for (const auto code : {401, 406}) {
        difference_policy policy;
        CHECK(policy.refused(common_sequence, code, start).action == kind::end);
        CHECK(policy.refused(channel, code, start).action == kind::end);
    }
}

TEST_CASE("a channel that refuses is forgotten; trouble that passes is waited for") {
    difference_policy policy;
    for (const auto code : {400, 403, 404, 499})
        CHECK(policy.refused(channel, code, start).action == kind::forget_channel);
    for (const auto code : {-503, 303, 420, 500, 503})
        CHECK(policy.refused(channel, code, start).action == kind::fetch_again);
    CHECK(policy.malformed(channel, start).action == kind::forget_channel);
}

TEST_CASE("the account is never forgotten") {
    difference_policy policy;
    for (const auto code : {-503, 303, 400, 403, 420, 500}) {
        CHECK(policy.refused(common_sequence, code, start).action == kind::fetch_again);
        CHECK(policy.refused(secondary_sequence, code, start).action == kind::fetch_again);
    }
    CHECK(policy.malformed(common_sequence, start).action == kind::fetch_again);
}

TEST_CASE("failures of channels and of the account are counted apart") {
    difference_policy policy;
    static_cast<void>(policy.refused(channel, 500, start));
    static_cast<void>(policy.refused(channel, 500, start));
    CHECK(policy.refused(common_sequence, 500, start).resume_at == start + 1s);
    CHECK(policy.unreachable(start).resume_at == start + 1s);

    policy.succeeded(channel);
    CHECK(policy.refused(channel, 500, start).resume_at == start + 1s);
    CHECK(policy.refused(common_sequence, 500, start).resume_at == start + 2s);
    CHECK(policy.unreachable(start).resume_at == start + 1s);
}

TEST_CASE("every script of six attempts is skipped exactly after four failures in a row") {
    enum step { success, refusal, nonsense, outage };
    for (auto script = 0; script < 4 * 4 * 4 * 4 * 4 * 4; ++script) {
        difference_policy policy;
        auto in_a_row = 0;
        for (auto rest = script, step_count = 0; step_count < 6; ++step_count, rest /= 4) {
            CHECK((policy.next(common_sequence) == method::skip) == (in_a_row >= 4));
            switch (static_cast<step>(rest % 4)) {
            case success:
                policy.succeeded(common_sequence);
                in_a_row = 0;
                break;
            case refusal:
                CHECK(policy.refused(common_sequence, 500, start).action == kind::fetch_again);
                ++in_a_row;
                break;
            case nonsense:
                CHECK(policy.malformed(common_sequence, start).action == kind::fetch_again);
                ++in_a_row;
                break;
            case outage:
                CHECK(policy.unreachable(start).action == kind::fetch_again);
                break;
            }
        }
    }
}

TEST_CASE("slices are fetched while they bring new positions") {
    difference_progress progress;
    for (auto pts = 1; pts < 100; ++pts)
        CHECK(progress.continues(true, {.pts = pts}));
    CHECK_FALSE(progress.take_endless());
}

TEST_CASE("a slice that moves nothing is the last one") { // S-94
    difference_progress progress;
    CHECK(progress.continues(true, {.pts = 11}));
    CHECK_FALSE(progress.continues(false, {.pts = 11}));
    CHECK(progress.take_endless());
    CHECK_FALSE(progress.take_endless());
}

TEST_CASE("slices that go up and down come to an end") { // S-94
    difference_progress progress;
    auto slices = 0;
    while (slices < 100 && progress.continues(true, {.pts = slices % 2 == 0 ? 900 : 11}))
        ++slices;
    CHECK(slices == difference_progress::most_idle_slices);
    CHECK(progress.take_endless());
}

TEST_CASE("a new difference is measured by itself") {
    difference_progress progress;
    CHECK(progress.continues(true, {.pts = 900}));
    progress.ended();
    for (auto pts = 1; pts < 10; ++pts)
        CHECK(progress.continues(true, {.pts = pts}));
}
