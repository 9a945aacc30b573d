// SPDX-License-Identifier: MIT
// What other libraries are known to write wrongly.
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shown.hpp"

namespace ag = awaitgram;
using ag::entity_kind;
using tests::shown;

namespace {

ag::text with(std::string chars, std::vector<ag::text_entity> entities) {
    return {std::move(chars), std::move(entities)};
}

/// Both dialects give the text again.
void comes_back(const ag::text& content) {
    const auto ready = ag::normalised(content);
    REQUIRE(ready);
    CAPTURE(content.html());
    CAPTURE(content.markdown());
    const auto html = ag::normalised(ag::text::html(content.html()));
    REQUIRE(html);
    CHECK(*html == *ready);
    const auto markdown = ag::normalised(ag::text::markdown(content.markdown()));
    REQUIRE(markdown);
    CHECK(*markdown == *ready);
}

} // namespace

TEST_CASE("letters are escaped before, between and behind entities") {
    const auto content = ag::text("a<b ").bold("c&d").append(" \"e>f*");
    CHECK(content.html() == "a&lt;b <b>c&amp;d</b> &quot;e&gt;f*");
    CHECK(content.markdown() == "a<b *c&d* \"e\\>f\\*");
    CHECK(content.pyrogram_html() == content.html());
    comes_back(content);
}

TEST_CASE("values of attributes are escaped") {
    const auto content = ag::text().link("x", "http://a.b/?c=\"d\"&e=<f>");
    CHECK(content.html() == "<a href=\"http://a.b/?c=&quot;d&quot;&amp;e=&lt;f&gt;\">x</a>");
    comes_back(content);
}

TEST_CASE("styles that overlap are ended and begun again, without a letter twice") {
    const auto content = with("abc", {{0, 2, entity_kind::bold}, {1, 2, entity_kind::italic}});
    CHECK(content.html() == "<b>a<i>b</i></b><i>c</i>");
    CHECK(content.markdown() == "*a_b_*_c_");
    comes_back(content);
}

TEST_CASE("tags with the same borders end in the order that mirrors their beginning") {
    const auto content = with("abc", {{0, 3, entity_kind::italic}, {0, 3, entity_kind::bold}});
    CHECK(content.html() == "<b><i>abc</i></b>");
    CHECK(content.markdown() == "*_abc_*");
    CHECK(content.pyrogram_markdown() == "**__abc__**");
    comes_back(content);
}

TEST_CASE("a tag ends before the next one begins at the same place") {
    const auto content = ag::text().bold("a").italic("b").underline("c").code("d");
    CHECK(content.html() == "<b>a</b><i>b</i><u>c</u><code>d</code>");
    CHECK(content.markdown() == "*a*_b_**__c__`d`");
    comes_back(content);
}

TEST_CASE("reserved letters of MarkdownV2 are escaped where they are reserved") {
    const std::string reserved = "_*[]()~`>#+-=|{}.!\\";
    std::string escaped;
    for (const auto letter : reserved)
        escaped += std::string{"\\"} + letter;
    CHECK(ag::text(reserved).markdown() == escaped);
    comes_back(ag::text(reserved));
    CHECK(ag::text().code(reserved).markdown() == "`_*[]()~\\`>#+-=|{}.!\\\\`");
    comes_back(ag::text().code(reserved));
    comes_back(ag::text().pre(reserved, "py"));
    const auto link = ag::text().link("a]b", "http://a/(b)\\c");
    CHECK(link.markdown() == "[a\\]b](http://a/(b\\)\\\\c)");
    comes_back(ag::text().link("a]b", "http://a.b/(b)\\c"));
}

TEST_CASE("underscores of two delimiters are kept apart") {
    comes_back(ag::text().italic(ag::text().underline("a").append("b")));
    comes_back(ag::text().underline(ag::text().italic("a").append("b")));
    comes_back(ag::text().underline(ag::text("b").italic("a")));
    comes_back(ag::text().italic(ag::text("b").underline("a")));
    comes_back(ag::text().underline("a").italic("b"));
    comes_back(ag::text().bold(ag::text().italic("a").underline("b")));
    comes_back(ag::text().italic("_a_"));
}

TEST_CASE("quotations of MarkdownV2 are lines") {
    const auto content = ag::text("x\n").quote("a\nb\n").append("c\n").expandable_quote("d\ne");
    CHECK(content.markdown() == "x\n>a\n>b\nc\n>d\n>e||");
    comes_back(content);
    comes_back(ag::text().quote("a\n").quote("b"));
    comes_back(ag::text().quote("a\n").expandable_quote("b\n").append(">c"));
    comes_back(ag::text().quote(ag::text().pre("a\nb", "py").append("\n")).append("c"));
    comes_back(ag::text().quote(ag::text().spoiler("a").append("\n")).append("b"));
    comes_back(ag::text().expandable_quote(ag::text().spoiler("a")));
    comes_back(ag::text().bold(ag::text("x\n").quote("a")));
    // Within a line, a line break separates them.
    CHECK(ag::text("a").quote("b").append("c").markdown() == "a\n>b\nc");
    CHECK(ag::text().quote("b").append("\n").quote("c").markdown() == ">b\n**>c");
}

TEST_CASE("code keeps its letters and its language") {
    const auto content = ag::text().pre("  if {}\n    \\`x`", "py");
    CHECK(content.html() == "<pre><code class=\"language-py\">  if {}\n    \\`x`</code></pre>");
    CHECK(content.markdown() == "```py\n  if {}\n    \\\\\\`x\\````");
    comes_back(content);
    comes_back(ag::text().pre("a b").code("`"));
    comes_back(ag::text().code("a`").pre("`b"));
}

TEST_CASE("a mention is a link to the user, and an emoji has its fallback") {
    const auto content = ag::text().mention("Ann", 42).emoji("👍", 5).date("soon", 7, "wDT");
    CHECK(
        content.html() ==
        "<a href=\"tg://user?id=42\">Ann</a><tg-emoji emoji-id=\"5\">👍</tg-emoji>"
        "<tg-time unix=\"7\" format=\"wDT\">soon</tg-time>"
    );
    CHECK(
        content.markdown() ==
        "[Ann](tg://user?id=42)![👍](tg://emoji?id=5)![soon](tg://time?unix=7&format=wDT)"
    );
    comes_back(content);
    comes_back(ag::text().date("a", 5, "r").date("b", 6));
}

TEST_CASE("what Telegram finds itself is not written") {
    const auto content = ag::text()
                             .add(entity_kind::hashtag, "#a")
                             .add(entity_kind::url, " b.c")
                             .add(entity_kind::mention, " @d");
    CHECK(content.html() == "#a b.c @d");
    CHECK(content.markdown() == "\\#a b\\.c @d");
}

TEST_CASE("an entity around nothing is not written") {
    CHECK(with("ab", {{1, 0, entity_kind::bold}}).html() == "ab");
    CHECK(with("ab", {{1, 0, entity_kind::italic}}).markdown() == "ab");
}

TEST_CASE("entities outside of the text or inside of a character are moved into it") {
    constexpr auto most = std::numeric_limits<std::size_t>::max();
    CHECK(with("ab", {{1, most, entity_kind::bold}}).html() == "a<b>b</b>");
    CHECK(with("ab", {{most, most, entity_kind::bold}}).html() == "ab");
    CHECK(with("aé", {{2, 1, entity_kind::bold}}).html() == "a<b>é</b>");
}

TEST_CASE("Pyrogram's dialects are written for Pyrogram") {
    const auto content = ag::text()
                             .spoiler("s")
                             .underline("u")
                             .strikethrough("x")
                             .pre("code", "py")
                             .emoji("👍", 5)
                             .line()
                             .quote("q\nr");
    CHECK(
        content.pyrogram_html() == "<spoiler>s</spoiler><u>u</u><s>x</s><pre "
                                   "language=\"py\">code</pre><emoji id=\"5\">👍</emoji>"
                                   "\n<blockquote>q\nr</blockquote>"
    );
    CHECK(
        content.pyrogram_markdown() ==
        "||s||--u--~~x~~```py\ncode\n```![👍](tg://emoji?id=5)\n> q\n> r"
    );
    CHECK(ag::text::pyrogram_html(content.pyrogram_html()) == content);
    CHECK(ag::text::pyrogram_markdown(content.pyrogram_markdown()) == content);
}

TEST_CASE("a text that is not UTF-8 is written nevertheless") {
    CHECK(with("\x80\x80", {{0, 1, entity_kind::bold}}).html() == "\x80\x80");
    CHECK(with("\x80\x80", {{1, 1, entity_kind::bold}}).markdown() == "*\x80\x80*");
}
