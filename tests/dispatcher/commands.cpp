// SPDX-License-Identifier: MIT
// Commands whose arguments are values.
#include <awaitgram/dispatcher/detail/command_arguments.hpp>
#include <awaitgram/dispatcher/detail/typed_arguments.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>
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

namespace {

enum class size { small, large };

} // namespace

TEST_CASE("durations are read by their units, where the type can have them") {
    using seconds = std::tuple<std::chrono::seconds>;
    CHECK(read_arguments<seconds>("90s") == seconds{90});
    CHECK(read_arguments<seconds>("1h30m") == seconds{5400});
    CHECK(read_arguments<seconds>("2w1d") == seconds{15 * 86400});
    CHECK(read_arguments<seconds>("2000ms") == seconds{2});
    using minutes = std::tuple<std::chrono::minutes>;
    CHECK(read_arguments<minutes>("90m") == minutes{90});
    CHECK(read_arguments<minutes>("120s") == minutes{2});
    CHECK_FALSE(read_arguments<minutes>("90s"));
    for (const auto* const wrong :
         {"", "5", "s", "5x", "-5s", "5 s", "1h-5m", "1.5h", "9999999999s", "5ss"})
        CHECK_FALSE(read_arguments<seconds>(wrong));
    using few = std::tuple<std::chrono::duration<std::int8_t>>;
    CHECK(std::get<0>(*read_arguments<few>("127s")).count() == 127);
    CHECK_FALSE(read_arguments<few>("128s"));
}

TEST_CASE("enumerators are read by their names, and named in the usage") {
    using sizes = std::tuple<size>;
    CHECK(read_arguments<sizes>("large") == sizes{size::large});
    CHECK(read_arguments<sizes>("Small") == sizes{size::small});
    for (const auto* const wrong : {"", "0", "1", "huge", "size::large"})
        CHECK_FALSE(read_arguments<sizes>(wrong));
    CHECK(
        usage_of<std::tuple<size, std::optional<std::chrono::seconds>, std::vector<named_user>>>("x"
        ) == "usage: /x <small|large> [<duration>] [<@user>]"
    );
}

TEST_CASE("users are named by their names or their numbers") {
    using user = std::tuple<named_user>;
    CHECK(std::get<0>(*read_arguments<user>("@ann_lee")).name == "@ann_lee");
    CHECK(std::get<0>(*read_arguments<user>("5000000001")).id == 5'000'000'001);
    for (const auto* const wrong : {"", "ann", "@", "@a-b", "-5", "0", "5x", "@ann lee"})
        CHECK_FALSE(read_arguments<user>(wrong));
}

TEST_CASE("a command may have several names, and a filter, which may wait") {
    testing::clock time;
    bench b{time};
    const auto in_chat_6 = [](const message& m) -> awaitable<bool> {
        co_await pause(std::chrono::seconds{1});
        co_return m.chat_id() == 6;
    };
    const auto in_chat_7 = [](const message& m) { return m.chat_id() == 7; };
    const auto add = [&b](message m, int left, int right) -> awaitable<void> {
        b.heard.push_back(std::to_string(m.chat_id()) + ":" + std::to_string(left + right));
        co_return;
    };
    b.handlers.on_command({"add", "plus"}, in_chat_6, add);
    b.handlers.on_command("add", in_chat_7, add, "usage: /add a b");
    b.handlers.on_message(b.note("rest"));

    b.run({saying_in(6, "/add 1 2"), saying_in(6, "/plus 3 4")});
    b.run({saying_in(7, "/add 5 6"), saying_in(7, "/plus 7 8")});
    b.run({saying_in(8, "/add 1 2")});

    CHECK(b.heard == list{"6:3", "6:7", "7:11", "rest:/plus 7 8", "rest:/add 1 2"});
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
