// SPDX-License-Identifier: MIT
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>
#include <awaitgram/text/split.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "shown.hpp"

namespace ag = awaitgram;
using ag::entity_kind;
using ag::text_errc;

namespace {

using parser = ag::result<ag::text, ag::markup_problem> (*)(std::string_view);
constexpr parser parsers[] = {
    ag::parse_html, ag::parse_markdown, ag::parse_pyrogram_html, ag::parse_pyrogram_markdown};

std::string repeated(std::string_view what, std::size_t size) {
    std::string all;
    all.reserve(size + what.size());
    while (all.size() < size)
        all += what;
    return all;
}

} // namespace

TEST_CASE("a text that is not UTF-8 is refused, by normalisation and by every dialect") {
    for (const auto* wrong : {
             "\xFF",
             "a\x80",
             "a\xC3",
             "\xC0\x80",
             "\xE0\x80\x80",
             "\xED\xA0\x80",
             "\xF0\x80\x80\x80",
             "\xF4\x90\x80\x80",
             "12345678901\xF0\x9F\x98",
         }) {
        CAPTURE(wrong);
        CHECK(ag::normalised(wrong).error() == text_errc::not_utf8);
        const auto good = std::string_view(wrong).find_first_not_of("a1234567890");
        for (const auto parse : parsers) {
            const auto read = parse(wrong);
            REQUIRE_FALSE(read);
            CHECK(read.error().code == text_errc::not_utf8);
            CHECK(read.error().offset == good);
        }
    }
    CHECK(ag::normalised("é\u0800\U00010000\U0010FFFF"));
}

TEST_CASE("entities outside of the text or inside of a character are refused") {
    constexpr auto most = std::numeric_limits<std::size_t>::max();
    const auto error = [](std::size_t offset, std::size_t length) {
        const ag::text content("a😀b", {{offset, length, entity_kind::bold}});
        const auto ready = ag::normalised(content);
        return ready ? text_errc{} : ready.error();
    };
    CHECK(error(0, 6) == text_errc{});
    CHECK(error(1, 4) == text_errc{});
    CHECK(error(0, 7) == text_errc::entity_outside);
    CHECK(error(7, 0) == text_errc::entity_outside);
    CHECK(error(1, most) == text_errc::entity_outside);
    CHECK(error(most, most) == text_errc::entity_outside);
    for (const std::size_t inside : {2, 3, 4}) {
        CHECK(error(inside, 6 - inside) == text_errc::entity_inside_character);
        CHECK(error(0, inside) == text_errc::entity_inside_character);
    }
}

TEST_CASE("each error of a text is a sentence") {
    for (auto code = 1; code <= static_cast<int>(text_errc::placeholders); ++code) {
        const auto sentence = make_error_code(static_cast<text_errc>(code)).message();
        CHECK(sentence != "unknown error of a text");
        CHECK(sentence.size() > 10);
    }
    CHECK(make_error_code(text_errc::too_long).category().name() == std::string("awaitgram.text"));
}

TEST_CASE("ten megabytes of text are read, normalised, written and split") {
    constexpr std::size_t size = 10'000'000;
    // A tenth of it shows, too, whether the time grows with the square of the size.
    for (const std::string_view piece :
         {"word ",
          "<b>é</b>",
          "*a* _b_ ",
          "[",
          "[a](",
          "`",
          "<",
          "&",
          "\\",
          "a\r",
          ">\n",
          "<b>",
          "**",
          "😀",
          "![",
          "\n**>",
          "](",
          "<a href='"}) {
        CAPTURE(piece);
        const auto source = repeated(piece, size / 10);
        for (const auto parse : parsers) {
            const auto read = parse(source);
            if (!read)
                continue;
            const auto ready = ag::normalised(*read);
            if (!ready)
                continue;
            CHECK(ready->str().size() <= source.size());
        }
    }
    const auto long_text = ag::normalised(repeated("word ", size));
    REQUIRE(long_text);
    CHECK(ag::split(*long_text).size() > 2'000);
    CHECK(long_text->html().size() == long_text->str().size());
}

TEST_CASE("ten thousand entities of any kind are normalised, written and split") {
    std::mt19937 random(5);
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    const auto chars = repeated("some words ", 100'000);
    std::vector<ag::text_entity> entities;
    for (auto i = 0; i != 10'000; ++i) {
        ag::text_entity each;
        each.kind = static_cast<entity_kind>(below(24));
        each.offset = below(chars.size());
        each.length = below(chars.size() - each.offset);
        if (each.kind == entity_kind::link)
            each.argument = "http://a.b";
        if (each.kind == entity_kind::user_mention || each.kind == entity_kind::custom_emoji)
            each.number = 5;
        entities.push_back(each);
    }
    const auto ready = ag::normalised(ag::text(chars, entities));
    REQUIRE(ready);
    CHECK(*ag::normalised(*ready) == *ready);
    CHECK(*ag::normalised(ag::text::html(ready->html())) == *ready);
    for (const auto& piece : ag::split(*ready)) {
        CHECK(piece.units() <= ag::longest_message);
        CHECK(piece.entities().size() <= ag::most_entities);
    }
}

TEST_CASE("ten thousand tags inside of each other are read") {
    const auto source = repeated("<b>", 30'000) + "x" + repeated("</b>", 40'000);
    const auto read = ag::parse_html(source);
    REQUIRE(read);
    CHECK(read->entities().size() == 10'000);
    CHECK(tests::shown(*ag::normalised(*read)) == "bold(0,1)");
}

TEST_CASE("a wrong byte is found at every place of a text") {
    const auto slowly = [](std::string_view chars) {
        std::size_t at = 0;
        while (at < chars.size()) {
            const auto size = ag::detail::character_size(chars, at);
            if (size == 0)
                break;
            at += size;
        }
        return at;
    };
    for (const std::string_view piece : {"a", "\u00e9", "\u20ac", "\U0001F600", "ab \u0434"})
        for (std::size_t count = 0; count != 40; ++count) {
            const auto good = repeated(piece, count * piece.size());
            CHECK(ag::detail::utf8_until(good) == good.size());
            for (std::size_t at = 0; at < good.size(); ++at)
                for (const auto wrong :
                     {'\x80',
                      '\xBF',
                      '\xC0',
                      '\xC1',
                      '\xC2',
                      '\xDF',
                      '\xE0',
                      '\xED',
                      '\xF4',
                      '\xFF',
                      'a'}) {
                    auto bad = good;
                    bad[at] = wrong;
                    CHECK(ag::detail::utf8_until(bad) == slowly(bad));
                }
        }
}

TEST_CASE("the length of a text is that of its characters, however many there are") {
    for (const auto& [piece, units] :
         {std::pair{"a", 1}, {"\u00e9", 1}, {"\u20ac", 1}, {"\U0001F600", 2}})
        for (std::size_t count = 0; count != 70; ++count) {
            const auto chars = repeated(piece, count * std::string_view{piece}.size());
            CHECK(ag::detail::utf16_length(chars) == count * static_cast<std::size_t>(units));
        }
}
