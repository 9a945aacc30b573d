// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../support/run.hpp"
#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

message saying(std::string text) {
    return message{raw_message(std::move(text))};
}

std::optional<int> length(const message& m) {
    return m.text().empty() ? std::nullopt : std::optional{static_cast<int>(m.text().size())};
}

awaitable<bool> slowly_short(message m) {
    co_return m.text().size() < 6;
}

awaitable<std::optional<std::string>> slowly_copied(message m) {
    co_return m.text().empty() ? std::nullopt : std::optional<std::string>{m.text()};
}

template <class Filter>
using answer = detail::filter_answer_of<Filter, message>;

template <class T>
T awaited(awaitable<T> answer) {
    std::optional<T> known;
    const auto wait = [](awaitable<T> asked, std::optional<T>& into) -> awaitable<void> {
        into = co_await std::move(asked);
    };
    tests::run([&] { return wait(std::move(answer), known); });
    return *known;
}

} // namespace

TEST_CASE("and yields the values of both sides in order, or and not yield nothing") {
    const auto joined = is::command("add") && is::text && filter{&length};
    using yields = answer<decltype(joined)>::yields;
    CHECK(std::is_same_v<yields, detail::type_list<command_call, int>>);

    const auto m = saying("/add 1");
    auto said = joined(m);
    REQUIRE(said);
    const auto values = answer<decltype(joined)>::values(std::move(said));
    CHECK(std::get<0>(values).arguments == "1");
    CHECK(std::get<1>(values) == 6);
    CHECK_FALSE(joined(saying("/sub 1")));

    const auto any = is::command("add") || filter{&length};
    CHECK(std::is_same_v<answer<decltype(any)>::yields, detail::type_list<>>);
    CHECK(any(saying("hello")));
    CHECK_FALSE(any(saying("")));
    CHECK(std::is_same_v<answer<decltype(!is::command("add"))>::yields, detail::type_list<>>);
    CHECK((!is::command("add"))(saying("/sub")));
    CHECK_FALSE((!is::command("add"))(saying("/add")));
}

TEST_CASE("filters that wait combine with those that do not") {
    const auto is_short = filter{&slowly_short};
    CHECK(answer<decltype(is_short)>::waits);
    CHECK(awaited(is_short(saying("hi"))));
    CHECK_FALSE(awaited(is_short(saying("a long text"))));
    CHECK(awaited((is::text && is_short)(saying("hi"))));
    CHECK_FALSE(awaited((is_short && is::group)(saying("hi"))));
    CHECK(awaited((is::group || is_short)(saying("hi"))));
    CHECK_FALSE(awaited((is_short || is::group)(saying("a long text"))));
    CHECK_FALSE(awaited((!is_short)(saying("hi"))));
    CHECK(awaited((!is_short)(saying("a long text"))));
}

TEST_CASE("a filter that waits may yield, together with others") {
    const auto joined = is::command("add") && &slowly_copied && is::private_chat;
    using yields = answer<decltype(joined)>::yields;
    CHECK(std::is_same_v<yields, detail::type_list<command_call, std::string>>);

    const auto m = saying("/add 1");
    auto said = awaited(joined(m));
    REQUIRE(said);
    CHECK(std::get<0>(said->values).arguments == "1");
    CHECK(std::get<1>(said->values) == "/add 1");
    CHECK_FALSE(awaited(joined(saying("/sub"))));
}

TEST_CASE("a filter that waits is not asked when the side before it decides") {
    auto asked = 0;
    const auto count = [&asked](const message&) -> awaitable<bool> {
        ++asked;
        co_return true;
    };

    CHECK_FALSE(awaited((is::group && count)(saying("hi"))));
    CHECK(awaited((is::text || count)(saying("hi"))));
    CHECK(asked == 0);
    CHECK(awaited((is::text && count)(saying("hi"))));
    CHECK(asked == 1);
}
