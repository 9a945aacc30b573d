// SPDX-License-Identifier: MIT
#include <awaitgram/types/command.hpp>

#include <doctest/doctest.h>

#include <string>

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

TEST_CASE("a text that does not begin with a slash and a name is no command") {
    for (const auto* text :
         {"", "/", "start", " /start", "//", "/usr/bin", "/st\xc3\xa4rt", "/@bot"})
        CHECK_FALSE(parse_command(text));
}
