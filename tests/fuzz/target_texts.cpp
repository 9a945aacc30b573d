// SPDX-License-Identifier: MIT
// An input is a dialect and a markup in it, or the numbers that a formatted text is made of.
#include <awaitgram/core/result.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>
#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../text/random_text.hpp"
#include "../text/round_trip.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using parser = result<text, markup_problem> (*)(std::string_view);

constexpr parser dialects[] = {
    parse_html, parse_pyrogram_html, parse_pyrogram_markdown, parse_markdown};

void require_rules(const text& content) {
    if (const auto* broken = tests::broken_rule(content))
        throw std::logic_error(broken);
}

/// Blocks of bytes are counted as single ones are.
void require_counts(std::string_view chars) {
    std::size_t at = 0;
    while (at < chars.size())
        if (const auto size = detail::character_size(chars, at); size != 0)
            at += size;
        else
            break;
    require(detail::utf8_until(chars) == at, "UTF-8 ends where it is wrong");
    std::size_t units = 0;
    for (const auto byte : chars)
        units += detail::utf16_units(byte);
    require(detail::utf16_length(chars) == units, "a text has one length");
}

/// The bit of a dialect, or of an error.
std::uint32_t read(std::size_t dialect, std::string_view markup) {
    const auto content = dialects[dialect](markup);
    if (!content) {
        const auto& problem = content.error();
        require(problem.offset <= markup.size(), "a problem is somewhere in the markup");
        require(!problem.sentence.empty(), "a problem has a sentence");
        return 1U << (8 + static_cast<unsigned>(problem.code));
    }
    require(tests::has_valid_entities(*content), "entities lie in the text");
    require_rules(*content);
    return 1U << dialect;
}

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    const auto what = from.below(5);
    if (what == 4) {
        auto next = [&from] { return std::size_t{from.byte()}; };
        require_rules(tests::random_text(next));
        return 1U << 4;
    }
    const auto rest = from.rest();
    const std::string markup{rest.begin(), rest.end()};
    require_counts(markup);
    return read(what, markup);
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto add = [&all](unsigned what, std::string_view markup) {
        output seed;
        seed.byte(what);
        seed.bytes.insert(seed.bytes.end(), markup.begin(), markup.end());
        all.push_back(std::move(seed.bytes));
    };
    for (const auto dialect : {0U, 1U}) {
        add(dialect,
            "<b>b</b> <i>\u00e9</i> <a href=\"http://a.b\">x</a> <code>c</code> &lt;&#128512;");
        add(dialect,
            "<pre><code class=\"language-c++\">int i;</code></pre><blockquote "
            "expandable>q</blockquote>");
        add(dialect, "<tg-emoji emoji-id=\"5368324170671202286\">\U0001F44D</tg-emoji>");
        add(dialect, "<tg-time unix=\"1647531900\" format=\"wDT\">then</tg-time>");
    }
    add(0, "<b>open");
    add(0, "<unknown>");
    add(0, "<a href=>");
    add(0, "</b>");
    add(0, "<tg-emoji emoji-id=\"x\">y</tg-emoji>");
    add(2, "**b** __i__ --u-- ~~s~~ ||p|| `c` [t](http://a.b)\n> q\n```py\nx```");
    add(3, "*b* _i_ __u__ ~s~ ||p|| `c` [t](http://a.b)\n>q\n>r||\n```c++\ncode```");
    add(3, "![\U0001F44D](tg://emoji?id=5368324170671202286)");
    add(3, "a.b");
    add(3, "*open");
    add(3, "![x](y)");
    add(3, "\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    add(4, {"\5\1\2\3\4\5\6\4\1\2\3\2\2\2\n\1\1", 17});
    return all;
}

constexpr std::uint32_t bit(text_errc code) {
    return 1U << (8 + static_cast<unsigned>(code));
}

} // namespace

const target texts{
    "texts",
    run,
    seeds,
    0x1F | bit(text_errc::not_utf8) | bit(text_errc::reserved_character) |
        bit(text_errc::unclosed) | bit(text_errc::unsupported_tag) | bit(text_errc::malformed_tag) |
        bit(text_errc::unmatched_end) | bit(text_errc::invalid_value)};

} // namespace fuzz
