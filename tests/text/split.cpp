// SPDX-License-Identifier: MIT
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/split.hpp>
#include <awaitgram/text/text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "shown.hpp"

namespace ag = awaitgram;
using tests::shown;

namespace {

std::string times(std::size_t count, const std::string& what) {
    std::string all;
    for (std::size_t i = 0; i != count; ++i)
        all += what;
    return all;
}

std::vector<std::size_t> sizes(const std::vector<ag::text>& pieces) {
    std::vector<std::size_t> all;
    for (const auto& each : pieces)
        all.push_back(each.units());
    return all;
}

using units = std::vector<std::size_t>;

} // namespace

TEST_CASE("a text of one message is one piece") {
    CHECK(sizes(ag::split(ag::text(times(4096, "a")))) == units{4096});
    CHECK(ag::split(ag::text()).empty());
}

TEST_CASE("a long text is cut at 4096 UTF-16 units") { // vectors 60 and 61
    CHECK(sizes(ag::split(ag::text(times(4097, "a")))) == units{4096, 1});
    CHECK(sizes(ag::split(ag::text(times(4095, "a") + "😀"))) == units{4095, 2});
    CHECK(sizes(ag::split(ag::text(times(4094, "a") + "😀"))) == units{4096});
    CHECK(sizes(ag::split(ag::text(times(4095, "é")))) == units{4095});
}

TEST_CASE("a style continues in the next piece") { // vector 62
    const auto pieces = ag::split(ag::text().bold(times(5000, "a")));
    REQUIRE(pieces.size() == 2);
    CHECK(shown(pieces[0]) == "bold(0,4096)");
    CHECK(shown(pieces[1]) == "bold(0,904)");
}

TEST_CASE("a quotation and a block of code continue, too") {
    const auto code = ag::split(ag::text().quote(ag::text().pre(times(15, "a"), "py")), 10);
    REQUIRE(code.size() == 2);
    CHECK(shown(code[0]) == "blockquote(0,10) pre(0,10,py)");
    CHECK(shown(code[1]) == "blockquote(0,5) pre(0,5,py)");
}

TEST_CASE("a link is not cut") { // vector 63
    const auto pieces =
        ag::split(ag::text(times(4090, "a")).link("a long link", "http://a.b").append("!"));
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].units() == 4090);
    CHECK(pieces[0].entities().empty());
    CHECK(pieces[1].str() == "a long link!");
    CHECK(shown(pieces[1]) == "text_url(0,11,http://a.b)");

    const auto longer = ag::split(ag::text("x").link(times(15, "a"), "u"), 10);
    CHECK(sizes(longer) == units{1, 10, 5});
    CHECK(shown(longer[2]) == "text_url(0,5,u)");
}

TEST_CASE("a piece has a hundred entities at most") { // vector 64
    ag::text many;
    for (auto i = 0; i != 101; ++i)
        many.bold("a").append(" ");
    const auto pieces = ag::split(many);
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].entities().size() == 100);
    CHECK(pieces[1].entities().size() == 1);
    CHECK(pieces[1].str() == "a");
}

TEST_CASE("a piece ends at an empty line, a line, a sentence or a word") {
    const auto first = [](const std::string& chars) {
        return ag::split(ag::text(chars), 20).at(0).str();
    };
    CHECK(first("aaaaaaaaaaaaaaa\n\nbb\ncccc") == "aaaaaaaaaaaaaaa");
    CHECK(first("aaaaaaaaaaaaaaaa\nb. cccccc") == "aaaaaaaaaaaaaaaa");
    CHECK(first("aaaaaaaaaaaaaaaa. b cccccc") == "aaaaaaaaaaaaaaaa.");
    CHECK(first("aaaaaaaaaaaaaaaa bbbbbbbbb") == "aaaaaaaaaaaaaaaa");
    // Too far from the end.
    CHECK(first("aaaaa aaaaaaaaaaaaaaaaaaaaa") == "aaaaa aaaaaaaaaaaaaa");
}

TEST_CASE("a letter, an emoji or a flag is not cut") {
    const auto first = [](const std::string& chars) {
        return ag::split(ag::text(chars), 10).at(0).str();
    };
    CHECK(first("123456789e\u0301x") == "123456789");
    CHECK(first("12345678👍🏽x") == "12345678");
    CHECK(first("12👨‍👩‍👧x") == "12👨‍👩‍👧");
    CHECK(first("123👨‍👩‍👧x") == "123");
    CHECK(first("12🇺🇦🇺🇦🇺🇦") == "12🇺🇦🇺🇦");
    CHECK(first("❤️❤️❤️❤️❤️❤️") == "❤️❤️❤️❤️❤️");
}

TEST_CASE("blanks between pieces are left out, and a piece is never empty") {
    const auto pieces = ag::split(ag::text("aaaaaaaa  \n\n  bbb" + times(50, " ") + "c"), 10);
    REQUIRE(pieces.size() == 3);
    CHECK(pieces[0].str() == "aaaaaaaa");
    CHECK(pieces[1].str() == "bbb");
    CHECK(pieces[2].str() == "c");
}

TEST_CASE("a limit below the size of a character still ends") {
    CHECK(sizes(ag::split(ag::text("😀😀"), 1)) == units{2, 2});
    CHECK(sizes(ag::split(ag::text("ab"), 0)) == units{1, 1});
}
