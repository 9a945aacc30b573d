// SPDX-License-Identifier: MIT
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include "shown.hpp"

namespace ag = awaitgram;
using tests::shown;

TEST_CASE("a text is built piece by piece") {
    const auto built =
        ag::text("Sum: ").bold("42").append(" of ").link("docs", "http://a.b").line();

    CHECK(built.str() == "Sum: 42 of docs\n");
    CHECK(shown(built) == "bold(5,2) text_url(11,4,http://a.b)");
    CHECK(built.slice(built.entities()[0]) == "42");
    CHECK(built.slice(built.entities()[1]) == "docs");
    CHECK(built.units() == 16);
    CHECK_FALSE(built.empty());
    CHECK(ag::text().empty());
}

TEST_CASE("each kind of piece has its entity") {
    const auto built = ag::text()
                           .bold("b")
                           .italic("i")
                           .underline("u")
                           .strikethrough("s")
                           .spoiler("p")
                           .code("c")
                           .pre("x", "cpp")
                           .quote("q")
                           .expandable_quote("e")
                           .mention("Ann", 42)
                           .emoji("👍", 5)
                           .date("soon", 1'700'000'000, "wDT")
                           .add(ag::entity_kind::hashtag, "#a");

    CHECK(built.str() == "biuspcxqeAnn👍soon#a");
    CHECK(
        shown(built) == "bold(0,1) italic(1,1) underline(2,1) strike(3,1) spoiler(4,1) code(5,1) "
                        "pre(6,1,cpp) blockquote(7,1) expandable(8,1) mention_name(9,3,42) "
                        "custom_emoji(12,2,5) date(14,4,1700000000,52) other(18,2)"
    );
}

TEST_CASE("pieces of texts lie inside of each other, the outer one first") {
    auto inner = ag::text("very ").bold("bold");
    const auto built = ag::text("a ").quote(ag::text("b ").italic(inner)).append(inner);

    CHECK(built.str() == "a b very boldvery bold");
    CHECK(shown(built) == "blockquote(2,11) italic(4,9) bold(9,4) bold(18,4)");
}

TEST_CASE("a text can be a piece of itself") {
    auto self = ag::text("a").bold("b");
    self.append(self);
    CHECK(self.str() == "abab");
    CHECK(shown(self) == "bold(1,1) bold(3,1)");

    self.italic(self);
    CHECK(self.str() == "abababab");
    CHECK(shown(self) == "bold(1,1) bold(3,1) italic(4,4) bold(5,1) bold(7,1)");
}

TEST_CASE("a named text grows, and an empty piece leaves no entity") {
    ag::text named;
    named.append("a").bold("").italic(std::string("b")).code(std::string_view("c"));
    for (auto i = 0; i != 2; ++i)
        named.line().bold("x");

    CHECK(named.str() == "abc\nx\nx");
    CHECK(shown(named) == "italic(1,1) code(2,1) bold(4,1) bold(6,1)");
    CHECK(named == named);
    CHECK(named != ag::text("abc\nx\nx"));
}

TEST_CASE("a date's format is checked where the text is built") {
    for (const auto* format : {"", "r", "w", "d", "D", "t", "T", "wd", "wDT", "dt"})
        CHECK_NOTHROW(ag::text().date("x", 5, format));
    for (const auto* format : {"x", "rr", "rw", "td", "dD", "ww", "Dw", "tT"}) {
        CAPTURE(format);
        try {
            ag::text().date("x", 5, format);
            FAIL("the format is taken");
        } catch (const std::system_error& refused) {
            CHECK(refused.code() == ag::text_errc::invalid_date_format);
        }
    }
}

TEST_CASE("a reference takes every text, and knows its entities") {
    const auto size_of = [](const ag::text_ref& any) {
        return std::pair{any.chars().size(), any.formatted() != nullptr};
    };

    CHECK(size_of("abc") == std::pair{std::size_t{3}, false});
    CHECK(size_of(std::string("ab")) == std::pair{std::size_t{2}, false});
    CHECK(size_of(std::string_view("a")) == std::pair{std::size_t{1}, false});
    CHECK(size_of(ag::text("abcd")) == std::pair{std::size_t{4}, true});
    CHECK(size_of({}) == std::pair{std::size_t{0}, false});
    static_assert(std::is_trivially_destructible_v<ag::text_ref>);
}
