// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/any.hpp>
#include <awaitgram/testing/contract/detail/session_examiner.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// The rules of kept states.

namespace awaitgram::testing::detail {

[[nodiscard]] inline kept_state state_of(std::string_view text, std::int64_t expires = 0) {
    const auto bytes = bytes_of(text);
    return {byte_buffer(bytes.begin(), bytes.end()), expires};
}

/// Whether a session keeps states, which is optional.
inline awaitable<bool> keeps_states(any_session& storage) {
    auto kept = true;
    try {
        state_key none;
        static_cast<void>(co_await storage.state(std::move(none)));
    } catch (const std::system_error& error) {
        kept = error.code() != session_errc::no_states;
    }
    co_return kept;
}

inline awaitable<void> expect_kept_state(
    examiner& test, state_key key, std::optional<kept_state> expected, std::string what
) {
    const auto kept = co_await test.storage().state(std::move(key));
    test.expect(kept == expected, what);
}

inline awaitable<void> steps_of_states(examiner& test) {
    const auto kept = co_await keeps_states(test.storage());
    if (!kept) {
        const std::optional<kept_state> some = state_of("x");
        state_key key;
        const auto refusal = co_await error_of(test.storage().set_state(std::move(key), some));
        test.expect(refusal == session_errc::no_states, "there is `set_state` without `state`");
        co_return;
    }
    // Keys that differ in one part each, and some at the limits.
    using numbers = std::numeric_limits<std::int64_t>;
    const std::string longest(kept_state::longest_name, 'n');
    const std::string odd{"\0 /\n\xff'", 6};
    const std::vector<state_key> keys{
        {1, 2, 3, "b", "n"},
        {-1, 2, 3, "b", "n"},
        {1, 0, 3, "b", "n"},
        {1, 2, 0, "b", "n"},
        {1, 2, 3, "", "n"},
        {1, 2, 3, "b", ""},
        {1, 2, 3, "bn", ""},
        {1, 2, 3, "", "bn"},
        {1, 2, 3, "B", "n"},
        {numbers::min(), numbers::max(), -1, longest, longest},
        {0, 0, 0, odd, odd},
        {}};
    for (const auto& key : keys) {
        co_await expect_kept_state(test, key, std::nullopt, "a state is there before it is set");
        const std::optional<kept_state> state =
            state_of(key.business + key.name + std::to_string(key.chat), numbers::max());
        co_await test.storage().set_state(key, state);
    }
    for (const auto* const when : {" at once", " after it was opened again"}) {
        for (const auto& key : keys) {
            const std::optional<kept_state> state =
                state_of(key.business + key.name + std::to_string(key.chat), numbers::max());
            const auto failure = std::string{"the state of another key is returned"} + when;
            co_await expect_kept_state(test, key, state, failure);
        }
        co_await test.reopen();
    }
    const std::optional<kept_state> empty = state_of("");
    const std::optional<kept_state> bytes = state_of(std::string_view{"\0\xff\n", 3});
    const std::optional<kept_state> gone;
    co_await test.storage().set_state(keys[0], empty);
    co_await test.storage().set_state(keys[1], bytes);
    co_await test.storage().set_state(keys[2], gone);
    co_await test.storage().set_state(keys[2], gone);
    co_await test.reopen();
    co_await expect_kept_state(test, keys[0], empty, "an empty state is lost");
    co_await expect_kept_state(test, keys[1], bytes, "a state that was replaced differs");
    co_await expect_kept_state(test, keys[2], gone, "a removed state is still there");
}

inline awaitable<void> refuses_states(examiner& test) {
    const auto kept = co_await keeps_states(test.storage());
    if (!kept)
        co_return;
    const std::optional<kept_state> some = state_of("x");
    const std::optional<kept_state> none;
    std::optional<kept_state> large = kept_state{byte_buffer(kept_state::most_bytes, 7), 5};
    const std::string too_long(kept_state::longest_name + 1, 'n');
    const state_key key{5, 5, 0, {}, {}};
    large->expires = std::numeric_limits<std::int64_t>::max();
    co_await test.storage().set_state(key, large);
    co_await test.reopen();
    co_await expect_kept_state(test, key, large, "the largest state is not kept");
    auto larger = large;
    larger->value.push_back(7);
    auto before_all = some;
    before_all->expires = -1;
    for (const auto& impossible : {larger, before_all}) {
        const auto refusal = co_await error_of(test.storage().set_state(key, impossible));
        test.expect(refusal == session_errc::invalid_state, "an impossible state isn't refused");
    }
    for (const auto& impossible :
         {state_key{5, 5, 0, too_long, {}}, state_key{5, 5, 0, {}, too_long}}) {
        const auto refusal = co_await error_of(test.storage().set_state(impossible, some));
        test.expect(refusal == session_errc::invalid_state, "an impossible key isn't refused");
        const auto second = co_await error_of(test.storage().set_state(impossible, none));
        test.expect(second == session_errc::invalid_state, "an impossible key can be removed");
    }
    co_await expect_kept_state(test, key, large, "a state that was refused is kept");
}

} // namespace awaitgram::testing::detail
