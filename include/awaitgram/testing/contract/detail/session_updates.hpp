// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/any.hpp>
#include <awaitgram/session/print.hpp>
#include <awaitgram/testing/contract/detail/session_examiner.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The rules of the update state.

namespace awaitgram::testing::detail {

inline awaitable<void>
expect_state(examiner& test, const char* after, const updates_state& expected) {
    const auto state = co_await test.storage().updates_state();
    test.expect(
        state == expected,
        std::string{after} + ": " + to_string(state) + " instead of " + to_string(expected)
    );
}

inline awaitable<void> steps_of_updates(examiner& test) {
    struct taken {
        update_state step;
        updates_state expected;
        const char* name;
    };
    const std::vector<taken> steps{
        {update_state::secondary{4}, {0, 4, 0, 0, {}}, "secondary on a new session"},
        {update_state::primary{1, 2, 3}, {1, 4, 2, 3, {}}, "primary"},
        {update_state::channel{8, 80}, {1, 4, 2, 3, {{8, 80}}}, "a channel"},
        {update_state::channel{7, 70}, {1, 4, 2, 3, {{7, 70}, {8, 80}}}, "another channel"},
        {update_state::channel{8, 81}, {1, 4, 2, 3, {{7, 70}, {8, 81}}}, "the channel again"},
    };
    for (const auto& [step, expected, name] : steps) {
        co_await test.storage().set_update_state(step);
        co_await expect_state(test, name, expected);
    }
    const update_state::primary primary{11, 12, 13};
    const update_state::secondary secondary{14};
    co_await test.storage().set_primary_and_secondary(primary, secondary);
    const updates_state both{11, 14, 12, 13, {{7, 70}, {8, 81}}};
    co_await expect_state(test, "set_primary_and_secondary", both);
    co_await test.storage().forget_channel(7);
    co_await test.storage().forget_channel(99);
    const updates_state fewer{11, 14, 12, 13, {{8, 81}}};
    co_await expect_state(test, "forget_channel", fewer);
    const updates_state other{10, 11, 12, 13, {{5, 50}, {3, 30}}};
    const update_state all = update_state::all{other};
    co_await test.storage().set_update_state(all);
    const updates_state sorted{10, 11, 12, 13, {{3, 30}, {5, 50}}};
    co_await expect_state(test, "all", sorted);
    const updates_state twice{1, 2, 3, 4, {{7, 20}, {5, 50}, {7, 30}}};
    const update_state again = update_state::all{twice};
    co_await test.storage().set_update_state(again);
    const updates_state once{1, 2, 3, 4, {{5, 50}, {7, 30}}};
    co_await expect_state(test, "all with a channel that is there twice", once);
    co_await test.reopen();
    co_await expect_state(test, "opening it again", once);
}

inline awaitable<void> channel_boundaries(examiner& test) {
    using limits = std::numeric_limits<std::int64_t>;
    const updates_state extreme{
        1,
        2,
        3,
        4,
        {{1, 10},
         {peer_id::max_channel, 20},
         {peer_id::min_monoforum, 30},
         {peer_id::max_monoforum, 40}}};
    const update_state all = update_state::all{extreme};
    co_await test.storage().set_update_state(all);
    co_await expect_state(test, "every possible channel", extreme);
    for (const auto id :
         {std::int64_t{0},
          std::int64_t{-1},
          peer_id::max_channel + 1,
          peer_id::max_monoforum + 1,
          limits::max() - 1,
          limits::max(),
          limits::min() + 1,
          limits::min()}) {
        const update_state channel = update_state::channel{id, 5};
        const auto refusal = co_await error_of(test.storage().set_update_state(channel));
        updates_state other{5, 6, 7, 8, {{3, 30}}};
        other.channels.push_back({id, 5});
        const update_state step = update_state::all{std::move(other)};
        const auto second = co_await error_of(test.storage().set_update_state(step));
        const auto name = "channel " + std::to_string(id);
        test.expect(
            refusal == session_errc::invalid_peer_id && second == refusal,
            name + " isn't refused with invalid_peer_id"
        );
        co_await test.storage().forget_channel(id);
        co_await expect_state(test, name.c_str(), extreme);
    }
    co_await test.reopen();
    co_await expect_state(test, "opening it again", extreme);
}

inline awaitable<void> steps_of_progress(examiner& test) {
    update_progress step;
    step.primary = update_state::primary{1, 2, 3};
    step.secondary = update_state::secondary{4};
    step.channels = {{8, 80}, {7, 70}};
    co_await test.storage().save_progress(step);
    updates_state expected{1, 4, 2, 3, {{7, 70}, {8, 80}}};
    co_await expect_state(test, "save_progress", expected);
    step = {};
    step.primary = update_state::primary{11, 12, 13};
    step.forgotten = {7, 99};
    step.channels = {{8, 81}};
    co_await test.storage().save_progress(step);
    expected = {11, 4, 12, 13, {{8, 81}}};
    co_await expect_state(test, "save_progress with a part of everything", expected);
    step = {};
    step.secondary = update_state::secondary{14};
    step.channels = {{8, 82}, {0, 1}};
    const auto refusal = co_await error_of(test.storage().save_progress(step));
    test.expect(
        refusal == session_errc::invalid_peer_id,
        "progress of an impossible channel isn't refused with invalid_peer_id"
    );
    co_await expect_state(test, "progress that was refused", expected);
    co_await test.reopen();
    co_await expect_state(test, "opening it again", expected);
}

/// Whether a session keeps marks, which is optional. It has none before and after.
inline awaitable<bool> keeps_marks(any_session& storage) {
    update_progress step;
    step.handled = {{{0, handled_kind::message, 1}, 2, 0, 0, true}};
    co_await storage.save_progress(step);
    const auto state = co_await storage.updates_state();
    step.unmarked = {step.handled[0].of};
    step.handled.clear();
    co_await storage.save_progress(step);
    co_return !state.handled.empty();
}

inline awaitable<void> steps_of_marks(examiner& test) {
    const auto kept = co_await keeps_marks(test.storage());
    if (!kept)
        co_return;
    const handled_mark common{{0, handled_kind::message, 55}, 102, 1'700'000'000, 0, true};
    const handled_mark secret{{-1, handled_kind::secret_message, -9}, 5, 0, 0, true};
    const handled_mark first{{7, handled_kind::position, 71}, 71, 0, 2, false};
    const handled_mark second{{7, handled_kind::message, 71}, 72, 0, 0, true};
    const handled_mark other{{8, handled_kind::message, 71}, 73, 0, 0, true};
    update_progress step;
    step.handled = {other, first, second, common, secret};
    co_await test.storage().save_progress(step);
    updates_state expected{};
    expected.handled = {secret, common, second, first, other};
    co_await expect_state(test, "marks", expected);
    co_await test.reopen();
    co_await expect_state(test, "marks, opened again", expected);
    auto again = first;
    again.cancelled = 3;
    again.done = true;
    step.handled = {again};
    step.unmarked = {common.of, {0, handled_kind::message, 56}};
    co_await test.storage().save_progress(step);
    expected.handled = {secret, second, again, other};
    co_await expect_state(test, "a mark again, and another one removed", expected);
    co_await test.storage().forget_channel(7);
    expected.handled = {secret, other};
    co_await expect_state(test, "forget_channel with marks", expected);
    step = {};
    step.forgotten = {8};
    co_await test.storage().save_progress(step);
    expected.handled = {secret};
    co_await expect_state(test, "progress that forgets a channel with marks", expected);
    step = {};
    step.handled = {{{8, static_cast<handled_kind>(9), 71}, 73, 0, 0, true}};
    const auto kind = co_await error_of(test.storage().save_progress(step));
    step.handled = {{{-5, handled_kind::message, 71}, 73, 0, 0, true}};
    const auto sequence = co_await error_of(test.storage().save_progress(step));
    test.expect(
        kind == session_errc::invalid_peer_id && sequence == kind,
        "an impossible mark isn't refused with invalid_peer_id"
    );
    co_await expect_state(test, "marks that were refused", expected);
    update_state::all everything;
    everything.state = {1, 2, 3, 4, {{5, 6}}, {common, first, common}};
    const update_state all{std::move(everything)};
    co_await test.storage().set_update_state(all);
    expected = {1, 2, 3, 4, {{5, 6}}, {common, first}};
    co_await expect_state(test, "all with marks", expected);
    std::optional<signed_in_user> user = signed_in_user{5, true};
    co_await test.storage().set_self(user);
    co_await expect_state(test, "the first user", expected);
    user->id = 6;
    co_await test.storage().set_self(user);
    co_await expect_state(test, "another user", {});
    co_await test.reopen();
    co_await expect_state(test, "another user, opened again", {});
}

} // namespace awaitgram::testing::detail
