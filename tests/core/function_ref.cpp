// SPDX-License-Identifier: MIT
#include <awaitgram/core/function_ref.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <type_traits>

using awaitgram::function_ref;

namespace {

int twice(int value) {
    return value * 2;
}
int call(function_ref<int(int)> function) {
    return function(21);
}

} // namespace

static_assert(std::is_trivially_copyable_v<function_ref<void()>>);
static_assert(!std::is_convertible_v<int, function_ref<void()>>);
static_assert(!std::is_convertible_v<void (*)(), function_ref<int()>>);

TEST_CASE("a function reference calls functions, pointers to them and lambdas with state") {
    int calls = 0;
    const auto counting = [&calls](int value) {
        ++calls;
        return value;
    };

    CHECK(call(twice) == 42);
    CHECK(call(&twice) == 42);
    CHECK(call(counting) == 21);
    CHECK(call([calls = 0](int value) mutable { return value + ++calls; }) == 22);
    CHECK(calls == 1);
}

TEST_CASE("a function reference changes the callable it refers to, not a copy") {
    auto count = [calls = 0]() mutable { return ++calls; };
    const function_ref<int()> reference = count;

    reference();

    CHECK(count() == 2);
}

TEST_CASE("arguments of a function reference may be moved from") {
    const auto take = [](std::unique_ptr<int> value) { return *value; };
    const function_ref<int(std::unique_ptr<int>)> reference = take;

    CHECK(reference(std::make_unique<int>(7)) == 7);
}
