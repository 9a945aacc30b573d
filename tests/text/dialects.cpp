// SPDX-License-Identifier: MIT
// Markups as Telegram's Bot API, Pyrogram, Telethon and mtcute were seen to read them; where they differ, a comment says how.
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "shown.hpp"

namespace ag = awaitgram;
using ag::text_errc;
using tests::shown;

namespace {

using parser = ag::result<ag::text, ag::markup_problem> (*)(std::string_view);

struct vector {
    int number;
    std::string_view markup;
    std::string_view chars;
    std::string_view entities;
};

void check(parser parse, const vector& each) {
    CAPTURE(each.number);
    CAPTURE(each.markup);
    const auto read = parse(each.markup);
    REQUIRE_MESSAGE(read, read.error().sentence);
    CHECK(read->str() == each.chars);
    CHECK(shown(*read) == each.entities);
}

struct wrong_markup {
    std::string_view markup;
    text_errc code;
    std::size_t offset;
    std::string_view expected;
    std::string_view sentence;
};

void check(parser parse, const wrong_markup& each) {
    CAPTURE(each.markup);
    const auto read = parse(each.markup);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == each.code);
    CHECK(read.error().offset == each.offset);
    CHECK(read.error().expected == each.expected);
    CHECK(read.error().sentence == each.sentence);
}

} // namespace

TEST_CASE("Pyrogram's Markdown is read as Pyrogram reads it") {
    const vector all[] = {
        {1, "**bold** and __it__", "bold and it", "bold(0,4) italic(9,2)"},
        {2, "--under-- ~~st~~ ||sp||", "under st sp", "underline(0,5) strike(6,2) spoiler(9,2)"},
        {3, "`a*b**c`", "a*b**c", "code(0,6)"},
        {4, "```py\nprint(1)\n```", "print(1)", "pre(0,8,py)"},
        {5, "**a __b__ c**", "a b c", "bold(0,5) italic(2,1)"},
        {6, "**a __b** c__", "a b c", "bold(0,3) italic(2,3)"},
        {7, "hi 😀 **bold**", "hi 😀 bold", "bold(6,4)"},
        {8, "**😀**", "😀", "bold(0,2)"},
        {9, "**unclosed", "unclosed", ""},
        {10, "[m](tg://user?id=42)", "m", "mention_name(0,1,42)"},
        {11, "1 < 2 **b** & <i>x</i>", "1 < 2 b & <i>x</i>", "bold(6,1)"},
        {12, "  **lead** ", "lead", "bold(0,4)"},
        {13, "** sp **", "sp", "bold(0,2)"},
        {14, "****", "", ""},
        // Telethon's bold text reaches to the end here.
        {15, "**[x](http://a.b)** tail", "x tail", "text_url(0,1,http://a.b) bold(0,1)"},
        {16, "> quote\n> more\nend", "quote\nmore\nend", "blockquote(0,10)"},
        {17,
         "![👍](tg://emoji?id=5368324170671202286)",
         "👍",
         "custom_emoji(0,2,5368324170671202286)"},
        {18, "x__y__z", "xyz", "italic(1,1)"},
        // A code block on one line is empty in Pyrogram.
        {0, "```c++ int x```", "c++ int x", "pre(0,9)"},
        {0, "**> long\n> quote", "long\nquote", "expandable(0,10)"},
        {0, "[a]", "[a]", ""},
        {0, "[**b**](u)", "**b**", "text_url(0,5,u)"},
        {0, "!!![a](http://b.c)", "!!!a", "text_url(3,1,http://b.c)"},
        {0, "a > b\n>c", "a > b\nc", "blockquote(6,1)"},
    };
    for (const auto& each : all)
        check(ag::parse_pyrogram_markdown, each);
}

TEST_CASE("what mtcute reads as Markdown is read in the dialect that has it") {
    check(ag::parse_markdown, vector{19, R"(a\*\*b)", "a**b", ""});
    // The Bot API refuses an address without a domain.
    check(ag::parse_markdown, vector{20, "[*b*](u)", "b", "bold(0,1)"});
    check(
        ag::parse_markdown,
        vector{20, "[*b*](http://u.v)", "b", "text_url(0,1,http://u.v) bold(0,1)"}
    );
    // Indentation is kept.
    check(ag::parse_markdown, vector{21, "a\n   b", "a\n   b", ""});
    const vector date{
        22, "![now](tg://time?unix=1647531900&format=wDT)", "now", "date(0,3,1647531900,52)"};
    check(ag::parse_markdown, date);
    check(
        ag::parse_pyrogram_markdown,
        vector{22, "[now](tg://time?unix=1647531900&format=wDT)", "now", "date(0,3,1647531900,52)"}
    );
    check(ag::parse_pyrogram_markdown, vector{23, "[u](//x.y)", "u", "text_url(0,1,http://x.y)"});
    check(ag::parse_markdown, vector{23, "[u](//x.y)", "u", ""});
    // What does not end vanishes.
    check(ag::parse_pyrogram_markdown, vector{24, "[a](b) **c", "a c", "text_url(0,1,b)"});
}

TEST_CASE("MarkdownV2 is read as the Bot API reads it") {
    const vector all[] = {
        {25,
         "*bold* _it_ __un__ ~st~ ||sp||",
         "bold it un st sp",
         "bold(0,4) italic(5,2) underline(8,2) strike(11,2) spoiler(14,2)"},
        {26, "_*a*_", "a", "bold(0,1) italic(0,1)"},
        {29, "___a_\r__", "a\r", "underline(0,2) italic(0,1)"},
        {31, R"(a\.b\!)", "a.b!", ""},
        {32, R"(`a\`b*c`)", "a`b*c", "code(0,5)"},
        {33, "```py\nx=1\n```", "x=1\n", "pre(0,4,py)"},
        {34, R"([t](http://a.b/c\)d))", "t", "text_url(0,1,http://a.b/c)d)"},
        {35, ">q1\n>q2\nend", "q1\nq2\nend", "blockquote(0,6)"},
        {36, ">q1\n>q2||\nend", "q1\nq2\nend", "expandable(0,6)"},
        {37, "**>q1\n>q2||", "q1\nq2", "expandable(0,5)"},
        {39, ">a\n\n>b", "a\n\nb", "blockquote(0,2) blockquote(3,1)"},
        {40, "[t](x)", "t", ""},
        {41, "_a__b__c_", "abc", "italic(0,3) underline(1,1)"},
        {42, R"(\1\a)", "1a", ""},
        {0, "___a_**__", "a", "italic(0,1) underline(0,1)"},
        {0, ">a\n**>b", "a\nb", "blockquote(0,2) blockquote(2,1)"},
        {0, ">||a||\nb", "a\nb", "blockquote(0,2) spoiler(0,1)"},
        {0, ">||a||||\nb", "a\nb", "expandable(0,2) spoiler(0,1)"},
        {0, ">*a\n>b*", "a\nb", "blockquote(0,3) bold(0,3)"},
        {0, ">```py\n>x\n>y```", "x\ny", "blockquote(0,3) pre(0,3,py)"},
        {0, "a ```b```", "a b", "pre(2,1)"},
        {0, "```py```", "py", "pre(0,2)"},
        {0, "```\n\rx```", "x", "pre(0,1)"},
        {0, "[t\\.me/x]", "t.me/x", "text_url(0,6,http://t.me/x)"},
        {0, "[t](tg://user?id=42)", "t", "mention_name(0,1,42)"},
        {0, "![👍](tg://emoji?id=-5)", "👍", "custom_emoji(0,2,-5)"},
        {0, "a\\", "a\\", ""},
        {0, "\\é", "\\é", ""},
        {0, "", "", ""},
    };
    for (const auto& each : all)
        check(ag::parse_markdown, each);
    const auto final_text = ag::normalised(ag::text::markdown("```py\nx=1\n```"));
    REQUIRE(final_text);
    CHECK(final_text->str() == "x=1");
    CHECK(shown(*final_text) == "pre(0,3,py)");
    const auto without_return = ag::normalised(ag::text::markdown("___a_\r__"));
    REQUIRE(without_return);
    CHECK(shown(*without_return) == "italic(0,1) underline(0,1)");
}

TEST_CASE("MarkdownV2 that the Bot API refuses is refused with the same byte") {
    const auto unclosed = text_errc::unclosed;
    const auto reserved = text_errc::reserved_character;
    const wrong_markup all[] = {
        {"*a _b* c_", unclosed, 8, "_", "Can't find end of Italic entity at byte offset 8"},
        {"___a___", unclosed, 6, "_", "Can't find end of Italic entity at byte offset 6"},
        {"a.b",
         reserved,
         1,
         "\\.",
         "Character '.' is reserved and must be escaped with the preceding '\\' at byte offset 1"},
        {"*>q*", unclosed, 3, "*", "Can't find end of Bold entity at byte offset 3"},
        {"é|",
         reserved,
         2,
         "\\|",
         "Character '|' is reserved and must be escaped with the preceding '\\' at byte offset 2"},
        {"a!",
         reserved,
         1,
         "\\!",
         "Character '!' is reserved and must be escaped with the preceding '\\' at byte offset 1"},
        {"a>b",
         reserved,
         1,
         "\\>",
         "Character '>' is reserved and must be escaped with the preceding '\\' at byte offset 1"},
        {">>b",
         reserved,
         1,
         "\\>",
         "Character '>' is reserved and must be escaped with the preceding '\\' at byte offset 1"},
        {"[a](b", unclosed, 4, ")", "Can't find end of a URL at byte offset 4"},
        {"[a", unclosed, 0, "]", "Can't find end of TextUrl entity at byte offset 0"},
        {"~", unclosed, 0, "~", "Can't find end of Strikethrough entity at byte offset 0"},
        {"__", unclosed, 0, "__", "Can't find end of Underline entity at byte offset 0"},
        {"||", unclosed, 0, "||", "Can't find end of Spoiler entity at byte offset 0"},
        {"x`", unclosed, 1, "`", "Can't find end of Code entity at byte offset 1"},
        {"```x", unclosed, 0, "```", "Can't find end of Pre entity at byte offset 0"},
        {"```x y", unclosed, 0, "```", "Can't find end of PreCode entity at byte offset 0"},
        {">*a\nb*", unclosed, 1, "*", "Can't find end of Bold entity at byte offset 1"},
        {"![a]",
         text_errc::invalid_value,
         4,
         "(tg://emoji?id=",
         "Custom emoji entity must contain a tg://emoji URL at byte offset 4"},
        {"![a](tg://emoji?id=0)",
         text_errc::invalid_value,
         0,
         "tg://emoji?id=",
         "Invalid emoji or date specified at byte offset 0"},
        {"![a](tg://time?unix=5&format=tw)",
         text_errc::invalid_value,
         0,
         "tg://emoji?id=",
         "Invalid emoji or date specified at byte offset 0"},
    };
    for (const auto& each : all)
        check(ag::parse_markdown, each);
}

TEST_CASE("HTML is read as the Bot API reads it") {
    const vector all[] = {
        {43, "<b>a <i>b</i></b>", "a b", "bold(0,3) italic(2,1)"},
        {44, "<i><b>x</b></i>", "x", "bold(0,1) italic(0,1)"},
        {45, "<b>a</>", "a", "bold(0,1)"},
        {47, "&nbsp;x &copy; &#128512;&#x41", "&nbsp;x &copy; 😀A", ""},
        {48, "<pre><code class=\"language-c++\">x</code></pre>", "x", "pre(0,1,c++)"},
        {0, "<code class=\"language-c++\"><pre>x</pre></code>", "x", "pre(0,1,c++)"},
        {49, "<pre>y<code class=\"language-py\">x</code></pre>", "yx", "pre(0,2) code(1,1)"},
        {50, "<a>t.me/x</a>", "t.me/x", "text_url(0,6,http://t.me/x)"},
        {51, "<blockquote expandable>q\nr</blockquote>", "q\nr", "expandable(0,3)"},
        {52, "<b></b>x", "x", ""},
        {53, "<B>x</b>", "x", "bold(0,1)"},
        {0, "<code class='language-x'>a</code>", "a", "code(0,1)"},
        {0, "<span class='tg-spoiler'>a</span>", "a", "spoiler(0,1)"},
        {0, "<tg-emoji emoji-id=\"5\">👍</tg-emoji>", "👍", "custom_emoji(0,2,5)"},
        {0, "<tg-time unix=5 format=\"r\">x</tg-time>", "x", "date(0,1,5,1)"},
        {0,
         "<a href = 'http://a.b/?x=1&amp;y=\"2\"' >x</a >",
         "x",
         "text_url(0,1,http://a.b/?x=1&y=\"2\")"},
        {0, "<a href=\"tg://user?id=42\">x</a>", "x", "mention_name(0,1,42)"},
        {0, "<a href=\"javascript:alert(1)\">x</a>", "x", ""},
        {0, "<a href=\"nothing\">x</a>", "x", ""},
        {0, "&lt;b&gt; &amp;lt; &quot;&ltx", "<b> &lt; \"&ltx", ""},
        {0,
         "&#55357;&#0;&#1114111;&#xD83D;&;&#;&#x;",
         "&#55357;&#0;&#1114111;&#xD83D;&;&#;&#x;",
         ""},
        // Tags of other libraries.
        {0, "<spoiler>a</spoiler><ins>b</ins>", "ab", "spoiler(0,1) underline(1,1)"},
        {0, "<emoji id=\"7\">👍</emoji>", "👍", "custom_emoji(0,2,7)"},
        {0, "<pre language=\"py\">x</pre>", "x", "pre(0,1,py)"},
        {0, "<blockquote collapsible>x</blockquote>", "x", "expandable(0,1)"},
        {0, "{}", "{}", ""},
        {0, "", "", ""},
    };
    for (const auto& each : all)
        check(ag::parse_html, each);
    const auto inner_dropped =
        ag::normalised(ag::text::html("<pre>y<code class=\"language-py\">x</code></pre>"));
    REQUIRE(inner_dropped);
    CHECK(shown(*inner_dropped) == "pre(0,2)");
}

TEST_CASE("HTML that the Bot API refuses is refused with the same byte") {
    const auto tag = text_errc::unsupported_tag;
    const wrong_markup all[] = {
        {"1 < 2", tag, 2, "&lt;", "Unsupported start tag \"\" at byte offset 2"},
        {"1 <2", text_errc::malformed_tag, 2, ">", "Unclosed start tag at byte offset 2"},
        {"a<br>b", tag, 1, "&lt;", "Unsupported start tag \"br\" at byte offset 1"},
        {"<span>s</span>",
         text_errc::invalid_value,
         0,
         "class=\"tg-spoiler\"",
         "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"},
        {"<!-- c -->", tag, 0, "&lt;", "Unsupported start tag \"!--\" at byte offset 0"},
        {"<b>a</i>",
         text_errc::unmatched_end,
         4,
         "</b>",
         "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""},
        {"<b>unclosed",
         text_errc::unclosed,
         0,
         "</b>",
         "Can't find end tag corresponding to start tag \"b\" at byte offset 0"},
        {"a</b>", text_errc::unmatched_end, 1, "&lt;", "Unexpected end tag at byte offset 1"},
        {"<b>a</b x>", text_errc::malformed_tag, 4, "</b>", "Unclosed end tag at byte offset 4"},
        {"<b>a</b", text_errc::malformed_tag, 4, "</b>", "Unclosed end tag at byte offset 4"},
        {"<b =1>",
         text_errc::malformed_tag,
         0,
         ">",
         "Empty attribute name in the tag \"b\" at byte offset 0"},
        {"<a href=x_y>",
         text_errc::malformed_tag,
         8,
         "\"",
         "Unexpected end of name token at byte offset 8"},
        {"<a href=\"x",
         text_errc::malformed_tag,
         0,
         ">",
         "Unclosed start tag \"a\" at byte offset 0"},
        {"<a href", text_errc::malformed_tag, 0, ">", "Unclosed start tag \"a\" at byte offset 0"},
        {"<tg-emoji emoji-id=\"x\">👍</tg-emoji>",
         text_errc::invalid_value,
         0,
         "emoji-id=",
         "Invalid custom emoji identifier specified at byte offset 0"},
        {"<tg-time unix=\"x\">a</tg-time>",
         text_errc::invalid_value,
         0,
         "unix=",
         "Invalid date specified at byte offset 0"},
    };
    for (const auto& each : all)
        check(ag::parse_html, each);
}

TEST_CASE("Pyrogram's HTML takes everything") {
    const vector all[] = {
        // Pyrogram loses the spoiler, and decodes the references of the second one twice.
        {55, "<tg-spoiler>s</tg-spoiler>", "s", "spoiler(0,1)"},
        {56, "&amp;lt;b&amp;gt;", "&lt;b&gt;", ""},
        // Telethon loses the whole text.
        {57, "a&b", "a&b", ""},
        // mtcute makes these one blank, and moves the blanks of the other one.
        {58, "a\n  b", "a\n  b", ""},
        {59, "<b> sp </b> x", "sp  x", "bold(0,3)"},
        {0, "<b>a<i>b</b>c</i>", "abc", "bold(0,2) italic(1,2)"},
        {0, "<x y=1>a</x><br/>1 < 2 <!-- <b> -->", "a1 < 2", ""},
        {0, "<b>a", "a", ""},
        {0, "</b>a", "a", ""},
        {0, "<a href=\"any thing\">a</a>", "a", "text_url(0,1,any thing)"},
        {0, "<a>a</a>", "a", ""},
        {0, "<pre language=\"c\">a</pre>", "a", "pre(0,1,c)"},
        {0, "<emoji id=\"x\">a</emoji>", "a", ""},
        {0, "<b", "", ""},
        {0, "a <", "a <", ""},
        {0, "<!-- ", "", ""},
    };
    for (const auto& each : all)
        check(ag::parse_pyrogram_html, each);
}
