// SPDX-License-Identifier: MIT
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace awaitgram;

TEST_CASE("any_session is made from a session, or from a path as an SQLite session") {
    static_assert(std::is_convertible_v<memory_session, any_session>);
    static_assert(std::is_convertible_v<sqlite_session, any_session>);
    static_assert(std::is_convertible_v<const char*, any_session>);
    static_assert(std::is_convertible_v<std::string, any_session>);
    static_assert(!std::is_copy_constructible_v<any_session>);

    any_session first{memory_session{}};
    const any_session second{std::move(first)};
    CHECK(second.home_dc_id() == default_home_dc);
}
