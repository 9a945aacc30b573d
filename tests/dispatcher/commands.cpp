// SPDX-License-Identifier: MIT
// Commands whose arguments are values.
#include <awaitgram/dispatcher/detail/command_arguments.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using awaitgram::detail::in_order;
using awaitgram::detail::read_arguments;
using awaitgram::detail::usage_of;

using list = std::vector<std::string>;

TEST_CASE("numbers are read whole, in their range, with a sign") {
    CHECK(read_arguments<std::tuple<int>>("42") == std::tuple{42});
    CHECK(read_arguments<std::tuple<int>>("-1") == std::tuple{-1});
    CHECK(read_arguments<std::tuple<int>>("+7") == std::tuple{7});
    CHECK(read_arguments<std::tuple<double>>("2.5") == std::tuple{2.5});
    CHECK(read_arguments<std::tuple<std::int64_t>>("9223372036854775807"));
    for (const auto* const wrong : {"", "x", "4x", "2147483648", "+-1", "1 2", "0x1", "--1", "+"})
        CHECK_FALSE(read_arguments<std::tuple<int>>(wrong));
    for (const auto* const wrong : {"nan", "inf", "-infinity", "1e999"})
        CHECK_FALSE(read_arguments<std::tuple<double>>(wrong));
    CHECK_FALSE(read_arguments<std::tuple<unsigned>>("-1"));
    CHECK_FALSE(read_arguments<std::tuple<std::uint8_t>>("256"));
}

TEST_CASE("words in quotation marks are one, and the rest of a text is taken as it is") {
    using word_and_rest = std::tuple<std::string, rest_of_text>;
    const auto read = read_arguments<word_and_rest>("\"Ann Lee\"  the  green \"tea\" ");
    REQUIRE(read);
    CHECK(std::get<0>(*read) == "Ann Lee");
    CHECK(std::get<1>(*read).text == "the  green \"tea\"");
    CHECK_FALSE(read_arguments<word_and_rest>("Ann"));
    CHECK(std::get<0>(*read_arguments<std::tuple<rest_of_text>>("a b")).text == "a b");
    CHECK(std::get<1>(*read_arguments<word_and_rest>("\"a\"b c")).text == "b c");
    using words = std::tuple<std::vector<std::string>>;
    CHECK(read_arguments<words>("\"a\"\"b\"") == words{{"a", "b"}});
    CHECK(read_arguments<words>("«a b»\"c\" ''") == words{{"a b", "c", ""}});
}

TEST_CASE("arguments may be missing where they are optional") {
    using two = std::tuple<int, std::optional<int>>;
    CHECK(read_arguments<two>("1") == two{1, std::nullopt});
    CHECK(read_arguments<two>("1 2") == two{1, 2});
    CHECK_FALSE(read_arguments<two>("1 x"));
    CHECK_FALSE(read_arguments<two>("1 2 3"));
    using many = std::tuple<std::vector<int>>;
    CHECK(read_arguments<many>("") == many{std::vector<int>{}});
    CHECK(read_arguments<many>("1 2 3") == many{std::vector<int>{1, 2, 3}});
    CHECK_FALSE(read_arguments<many>("1 x 3"));
    CHECK(read_arguments<std::tuple<>>(""));
    CHECK_FALSE(read_arguments<std::tuple<>>("x"));
}

TEST_CASE("the usage of a command is made of its parameters") {
    CHECK(usage_of<std::tuple<>>("stop") == "usage: /stop");
    CHECK(
        usage_of<std::tuple<int, std::string, std::optional<double>>>("x") ==
        "usage: /x <number> <word> [<number>]"
    );
    CHECK(usage_of<std::tuple<std::string, rest_of_text>>("x") == "usage: /x <word> <text>");
    CHECK(usage_of<std::tuple<std::vector<int>>>("x") == "usage: /x [<number>]");
}

TEST_CASE(
    "what takes the rest must be last, and nothing that must be there stands behind what need not"
) {
    CHECK(in_order<std::tuple<int, std::optional<int>, std::optional<std::string>>>);
    CHECK_FALSE(in_order<std::tuple<std::optional<int>, int>>);
    CHECK_FALSE(in_order<std::tuple<rest_of_text, int>>);
    CHECK_FALSE(in_order<std::tuple<std::vector<int>, std::optional<int>>>);
    CHECK(in_order<std::tuple<int, std::vector<int>>>);
}

TEST_CASE("a command's handler gets its arguments, a client and provided values") {
    testing::clock time;
    bench b{time};
    b.handlers.provide(b.heard);
    b.handlers.on_command("add", [&b](message, int left, int right) -> awaitable<void> {
        b.heard.push_back(std::to_string(left + right));
        co_return;
    });
    b.handlers.on_command(
        "note",
        [](message, const std::string& word, client&, list& into) -> awaitable<propagation> {
            co_await pause(std::chrono::milliseconds{1});
            into.push_back(word);
            co_return next;
        }
    );
    b.handlers.on_command("ping", [&b](message) -> awaitable<void> {
        b.heard.emplace_back("pong");
        co_return;
    });
    b.handlers.on_message(b.note("rest"));

    b.run(
        {saying("/add 1 2"),
         saying("/note \"two words\""),
         saying("/PING"),
         saying("add 1 2"),
         saying("/added 1 2")}
    );

    CHECK(
        b.heard ==
        list{
            "3", "two words", "rest:/note \"two words\"", "pong", "rest:add 1 2", "rest:/added 1 2"}
    );
}
