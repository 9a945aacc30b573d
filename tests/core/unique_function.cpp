// SPDX-License-Identifier: MIT
#include <awaitgram/core/unique_function.hpp>

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

using awaitgram::unique_function;

namespace {

int twice(int value) {
    return value * 2;
}

struct names_its_result {
    using result_type = int;
    int operator()(int value) const { return value + 1; }
};

} // namespace

static_assert(!std::is_copy_constructible_v<unique_function<void()>>);
static_assert(std::is_nothrow_move_constructible_v<unique_function<void()>>);
static_assert(!std::is_convertible_v<int, unique_function<void()>>);
static_assert(!std::is_convertible_v<void (*)(), unique_function<int()>>);

TEST_CASE("a function is empty before it gets a callable and after it was moved from") {
    unique_function<int(int)> function;
    CHECK(!function);

    function = twice;
    CHECK(function);
    CHECK(function(21) == 42);

    const auto moved = std::move(function);
    CHECK(moved(4) == 8);
    CHECK(function == nullptr);
}

TEST_CASE("a null pointer and an empty std::function make an empty function") {
    int (*none)(int) = nullptr;

    CHECK(!unique_function<int(int)>{none});
    CHECK(!unique_function<int(int)>{std::function<int(int)>{}});
    CHECK(!unique_function<int(int)>{nullptr});
    CHECK(unique_function<int(int)>{std::function<int(int)>{twice}}(1) == 2);
}

TEST_CASE("a callable that names its result type is called like any other") {
    CHECK(unique_function<int(int)>{names_its_result{}}(1) == 2);
    CHECK(unique_function<int()>{std::bind(twice, 21)}() == 42);
}

TEST_CASE("small and large callables keep their state through moves") {
    const auto check = [](auto state) {
        unique_function<int()> first = [state]() mutable { return ++state[0]; };
        first();

        unique_function<int()> second = std::move(first);
        second();
        first = std::move(second);

        CHECK(first() == 3);
    };

    check(std::array<int, 1>{});
    check(std::array<int, 4>{});
    check(std::array<int, 5>{});
    check(std::array<int, 40>{});
}

TEST_CASE("captures are destroyed once, with the function or when another callable replaces them") {
    const auto shared = std::make_shared<int>(5);
    unique_function<int()> function = [shared] { return *shared; };
    {
        const unique_function<int()> moved = std::move(function);
        CHECK(moved() == 5);
        CHECK(shared.use_count() == 2);
    }
    CHECK(shared.use_count() == 1);

    function = [shared] { return *shared; };
    CHECK(shared.use_count() == 2);
    function = [] { return 1; };
    CHECK(shared.use_count() == 1);
    function = [shared] { return *shared; };
    function = nullptr;
    CHECK(shared.use_count() == 1);
}

TEST_CASE("a function holds move-only callables and passes move-only arguments") {
    unique_function<int(std::unique_ptr<int>)> add =
        [left = std::make_unique<int>(3)](std::unique_ptr<int> right) { return *left + *right; };

    CHECK(add(std::make_unique<int>(4)) == 7);
}
