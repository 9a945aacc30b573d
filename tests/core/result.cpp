// SPDX-License-Identifier: MIT
#include <awaitgram/core/result.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

using awaitgram::failure;
using awaitgram::result;

namespace {

using shared = std::shared_ptr<int>;
using text = result<std::string, shared>;

text value_of(const char* content) {
    return std::string{content};
}

} // namespace

static_assert(std::is_copy_constructible_v<result<int>>);
static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
static_assert(std::is_nothrow_move_constructible_v<result<std::unique_ptr<int>>>);

TEST_CASE("a result holds a value or an error") {
    const result<int> good{7};
    const result<int> bad = failure{std::make_error_code(std::errc::io_error)};

    CHECK(good);
    CHECK(*good == 7);
    CHECK(!bad.has_value());
    CHECK(bad.error() == std::errc::io_error);
}

TEST_CASE("an error of another type is converted") {
    const result<int, std::string> bad = failure{"no number"};

    CHECK(bad.error() == "no number");
}

TEST_CASE("a value may be moved out and changed in place") {
    result<std::unique_ptr<int>> one = std::make_unique<int>(1);
    **one = 2;

    const auto taken = *std::move(one);

    CHECK(*taken == 2);
}

TEST_CASE("copies and moves keep what a result holds, and destroy it once") {
    const auto error = std::make_shared<int>(1);
    {
        const text failed = failure{error};
        const auto copy = failed; // NOLINT(performance-unnecessary-copy-initialization)
        auto moved = copy;
        CHECK(error.use_count() == 4);
        const auto last = std::move(moved);
        CHECK(error.use_count() == 4);
        CHECK(last.error() == error);
    }
    CHECK(error.use_count() == 1);
}

TEST_CASE("assigning replaces a value by an error and an error by a value") {
    const auto error = std::make_shared<int>(1);
    text held = value_of("a text too long for the place inside a string");

    held = failure{error};
    CHECK(!held);
    CHECK(error.use_count() == 2);

    held = value_of("another text too long for the place inside a string");
    CHECK(held->size() == 51);
    CHECK(error.use_count() == 1);

    auto& same = held;
    held = same;
    CHECK(held->size() == 51);
}
