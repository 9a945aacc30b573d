// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/any.hpp>

#include <functional>
#include <string>
#include <vector>

namespace awaitgram::testing {

/// A rule of `awaitgram::session` that a session doesn't keep, and how it showed.
struct broken_rule {
    std::string rule;
    std::string what;

    friend bool operator==(const broken_rule&, const broken_rule&) = default;
};

/// How to get at the sessions to be examined.
struct session_under_test {
    /// A new session that holds nothing yet; called many times.
    std::function<any_session()> make;
    /// The session that `make` made last, opened again after it was closed and destroyed: what is kept is examined with it.
    /// Left empty for sessions that end with the program.
    std::function<any_session()> reopen{};
};

/// Runs a session through everything that `awaitgram::session` asks for, on an io_context of its own; empty when all is well.
///
/// ```cpp
/// const auto broken = awaitgram::testing::check_session({.make = [] { return my_session{}; }});
/// for (const auto& [rule, what] : broken)
///     FAIL_CHECK(rule, ": ", what);
/// ```
/// Besides the rules one by one, long random sequences of calls must have the same results as in a memory_session.
[[nodiscard]] std::vector<broken_rule> check_session(const session_under_test& subject);

} // namespace awaitgram::testing
