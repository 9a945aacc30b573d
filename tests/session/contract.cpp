// SPDX-License-Identifier: MIT
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/session_contract.hpp>

#include <doctest/doctest.h>

#include <string>

#include "../support/directory.hpp"

using namespace awaitgram;

namespace {

void expect_kept(const testing::session_under_test& subject) {
    for (const auto& [rule, what] : testing::check_session(subject))
        FAIL_CHECK(rule, ": ", what);
}

} // namespace

TEST_CASE("a session in memory keeps the contract") {
    expect_kept({.make = [] { return any_session{memory_session{}}; }});
}

TEST_CASE("a session in SQLite's memory keeps the contract") {
    expect_kept({.make = [] { return any_session{":memory:"}; }});
}

TEST_CASE("a session in a file keeps the contract, also when it is opened again") {
    const tests::directory place;
    int made = 0;
    const auto path = [&] { return place.file(std::to_string(made) + ".session"); };
    expect_kept(
        {.make =
             [&] {
                 ++made;
                 return any_session{path()};
             },
         .reopen = [&] { return any_session{path()}; }}
    );
}
