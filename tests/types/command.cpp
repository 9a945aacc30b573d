// SPDX-License-Identifier: MIT
#include <awaitgram/types/command.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace awaitgram;

TEST_CASE("a command has a name, an addressee and arguments") {
    const auto call = parse_command("/start@some_bot  a  b \n");

    CHECK(call.name == "start");
    CHECK(call.addressee == "some_bot");
    CHECK(call.arguments == "a  b");
    CHECK(parse_command("/start").name == "start");
    CHECK(parse_command("/start").arguments.empty());
    CHECK(parse_command("/give_2\nme").arguments == "me");
}

TEST_CASE("the blanks of Unicode end a command and surround its arguments") {
    for (const std::string blank :
         {"\xC2\xA0", "\xC2\x85", "\xE2\x80\x83", "\xE2\x80\xAF", "\xE3\x80\x80", "\v"}) {
        const auto text = "/start" + blank + "a" + blank + "b" + blank;
        const auto call = parse_command(text);
        CHECK(call.name == "start");
        CHECK(call.arguments == "a" + blank + "b");
    }
    CHECK_FALSE(parse_command("/start\xE2\x80\x94")); // a dash
}

TEST_CASE("a command may have letters of other scripts where they are asked for") {
    const auto in_any = [](std::string_view text) {
        return parse_command(text, "/!", command_letters::any);
    };
    CHECK(
        in_any("/\u043f\u0440\u0438\u0432\u0435\u0442@some_bot 1").name ==
        "\u043f\u0440\u0438\u0432\u0435\u0442"
    );
    CHECK(in_any("!\u4f60\u597d").name == "\u4f60\u597d");
    CHECK(in_any("/st\u00e4rt_2 a").name == "st\u00e4rt_2");
    CHECK(in_any("/start").name == "start");
    CHECK_FALSE(parse_command("/\u043f\u0440\u0438\u0432\u0435\u0442"));

    for (const std::string_view sign :
         {"/a\u2014",
          "/a\u00a7",
          "/a\u3002",
          "/\U0001f600",
          "/a\uff01",
          "/a\xd0",
          "/a\xd0 b",
          "/a\xe4\xbd",
          "/a\x80"})
        CHECK_FALSE(in_any(sign));
}

TEST_CASE("a text that does not begin with a slash and a name is no command") {
    for (const auto* text :
         {"", "/", "start", " /start", "//", "/usr/bin", "/st\xc3\xa4rt", "/@bot"})
        CHECK_FALSE(parse_command(text));
}
