// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/any.hpp>

#include <functional>
#include <string>
#include <vector>

namespace awaitgram::testing {

/// A rule of `awaitgram::session` that a session breaks, and the observation that shows it.
struct broken_rule {
    std::string rule;
    std::string what;

    friend bool operator==(const broken_rule&, const broken_rule&) = default;
};

/// How to create the sessions to be checked.
struct session_under_test {
    /// Makes a new, empty session; called many times.
    std::function<any_session()> make;
    /// Opens the session of the last `make` again, after it was closed and destroyed, to check what is stored.
    /// Empty for sessions that live in memory.
    std::function<any_session()> reopen{};
};

/// Checks a session against all rules of `awaitgram::session`, on an io_context of its own; returns the broken ones.
///
/// ```cpp
/// const auto broken = awaitgram::testing::check_session({.make = [] { return my_session{}; }});
/// for (const auto& [rule, what] : broken)
///     FAIL_CHECK(rule, ": ", what);
/// ```
/// Besides the rules one by one, long random sequences of calls must have the same results as in a memory_session.
[[nodiscard]] std::vector<broken_rule> check_session(const session_under_test& subject);

} // namespace awaitgram::testing
