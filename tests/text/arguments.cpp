// SPDX-License-Identifier: MIT
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "shown.hpp"

namespace ag = awaitgram;
using tests::shown;

namespace {

/// The problem of a markup that must have one.
template <class Read>
ag::markup_problem problem_of(Read read) {
    try {
        read();
    } catch (const ag::markup_error& wrong) {
        CHECK(std::string_view(wrong.what()) == wrong.problem().sentence);
        return wrong.problem();
    }
    FAIL("the markup is read");
    return {};
}

} // namespace

TEST_CASE("arguments of a markup are texts, never markup") {
    const std::string hostile = "</b> & *_[x](y)`{}";

    for (const auto& read : {
             ag::text::html("<b>{}</b>!", hostile),
             ag::text::markdown(R"(*{}*\!)", hostile),
             ag::text::pyrogram_html("<b>{}</b>!", hostile),
             ag::text::pyrogram_markdown("**{}**!", hostile),
         }) {
        CHECK(read.str() == hostile + "!");
        CHECK(shown(read) == "bold(0,18)");
    }
}

TEST_CASE("numbers are arguments as they are") {
    const auto read = ag::text::html(
        "{} {} {} {} {} {} {}",
        42,
        -1,
        std::numeric_limits<std::uint64_t>::max(),
        std::numeric_limits<std::int64_t>::min(),
        1.5,
        true,
        'c'
    );

    CHECK(read.str() == "42 -1 18446744073709551615 -9223372036854775808 1.5 true c");
}

TEST_CASE("an argument keeps its entities") {
    const auto inner = ag::text("a ").bold("b");

    CHECK(shown(ag::text::html("x <i>{}</i>", inner)) == "italic(2,3) bold(4,1)");
    CHECK(shown(ag::text::markdown("x _{}_", inner)) == "italic(2,3) bold(4,1)");
    CHECK(
        shown(ag::text::pyrogram_markdown("[{}](http://{})", inner, "a.b")) ==
        "text_url(0,3,http://a.b) bold(2,1)"
    );
}

TEST_CASE("arguments can be parts of addresses and other values") {
    CHECK(
        shown(ag::text::html("<a href=\"http://{}/?x={}\">{}</a>", "a.b", 5, "t")) ==
        "text_url(0,1,http://a.b/?x=5)"
    );
    CHECK(shown(ag::text::html("<a href=\"tg://user?id={}\">a</a>", 42)) == "mention_name(0,1,42)");
    CHECK(
        shown(ag::text::html("<tg-emoji emoji-id={}>a</tg-emoji>", 42)) == "custom_emoji(0,1,42)"
    );
    CHECK(
        shown(ag::text::markdown("[{}](http://a.b/{})", "t", "x)y")) ==
        "text_url(0,1,http://a.b/x)y)"
    );
}

TEST_CASE("placeholders may have numbers, and braces are written twice") {
    CHECK(ag::text::html("{1} {0} {1}", "a", "b").str() == "b a b");
    CHECK(ag::text::html("{{{}}}", "a").str() == "{a}");
    CHECK(ag::text::markdown(R"(\{{}\})", "a").str() == "{a}");
    CHECK(ag::text::html("{}").str() == "{}");
}

TEST_CASE("a markup known at run time is checked when it is read") {
    const std::string line = "{1}, {0}";
    CHECK(ag::text::html(ag::runtime_markup{line}, "a", "b").str() == "b, a");

    struct wrong_line {
        std::string_view line;
        std::size_t offset;
    };
    for (const auto& [wrong, offset] : {
             wrong_line{"a {2} {1} {0}", 2},
             wrong_line{"a", 1},
             wrong_line{"{} {} {}", 6},
             wrong_line{"{", 0},
             wrong_line{"{} {} }", 6},
             wrong_line{"{x}", 0},
             wrong_line{"{} {12345}", 3},
         }) {
        CAPTURE(wrong);
        const auto html = problem_of([&, markup = wrong] {
            static_cast<void>(ag::text::html(ag::runtime_markup{markup}, "a", "b"));
        });
        CHECK(html.code == ag::text_errc::placeholders);
        CHECK(html.offset == offset);
    }
}

TEST_CASE("an argument that is not UTF-8 is refused") {
    const auto wrong = problem_of([] { static_cast<void>(ag::text::html("<b>{}</b>", "a\xFF")); });
    CHECK(wrong.code == ag::text_errc::not_utf8);
    CHECK(wrong.offset == 3);
}
