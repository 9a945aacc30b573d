// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// A formatted text with everything that dialects have trouble with. `next` gives numbers.
template <class Numbers>
awaitgram::text random_text(Numbers& next) {
    using awaitgram::entity_kind;
    static constexpr std::string_view pieces[] = {
        "a",          "word", " ",    "\n",    "é",       "😀", "👨‍👩‍👧",
        "_",          "*",    "__",   "`",     "```",     "[",  "](",
        ")",          "<",    "</b>", "&amp;", "\"",      "\\", "|",
        "||",         ">",    "~",    "!",     "![",      "{}", "#tag",
        "http://a.b", ".",    "-",    "=",     "e\u0301",
    };
    const auto below = [&next](std::size_t limit) {
        return static_cast<std::size_t>(next() % limit);
    };
    std::string chars;
    std::vector<std::size_t> borders{0};
    for (auto left = 1 + below(12); left != 0; --left) {
        chars += pieces[below(std::size(pieces))];
        borders.push_back(chars.size());
    }
    static constexpr entity_kind kinds[] = {
        entity_kind::bold,
        entity_kind::italic,
        entity_kind::underline,
        entity_kind::strikethrough,
        entity_kind::spoiler,
        entity_kind::bold,
        entity_kind::italic,
        entity_kind::underline,
        entity_kind::code,
        entity_kind::code_block,
        entity_kind::link,
        entity_kind::user_mention,
        entity_kind::custom_emoji,
        entity_kind::date,
        entity_kind::blockquote,
        entity_kind::hashtag,
    };
    std::vector<awaitgram::text_entity> entities;
    for (auto left = below(8); left != 0; --left) {
        awaitgram::text_entity each;
        each.kind = kinds[below(std::size(kinds))];
        const auto from = below(borders.size());
        each.offset = borders[from];
        each.length = borders[from + below(borders.size() - from)] - each.offset;
        if (each.kind == entity_kind::blockquote)
            each.flags = static_cast<std::uint8_t>(below(2));
        else if (each.kind == entity_kind::code_block)
            each.argument = below(2) == 0 ? "" : "c++";
        else if (each.kind == entity_kind::link)
            each.argument = below(2) == 0 ? "http://a.b/(c)\\\"<&>" : "tg://resolve?domain=x";
        else if (each.kind == entity_kind::user_mention || each.kind == entity_kind::custom_emoji)
            each.number = static_cast<std::int64_t>(1 + below(100));
        else if (each.kind == entity_kind::date) {
            static constexpr std::uint8_t flags[] = {0, 1, 32, 2 | 8, 4 | 16 | 32};
            each.flags = flags[below(std::size(flags))];
            each.number = static_cast<std::int64_t>(below(1000));
        }
        entities.push_back(each);
    }
    return {chars, entities};
}

/// What readers see of a text: the letters with their styles. Line breaks have none: a quotation of MarkdownV2 ends behind one, and styles
/// end before it.
inline std::vector<std::string> look_of(const awaitgram::text& content) {
    using awaitgram::entity_kind;
    std::vector<std::string> look(content.str().size());
    for (const auto& each : content.entities())
        for (auto at = each.offset; at != each.end(); ++at)
            look[at] += static_cast<char>('a' + static_cast<int>(each.kind)) + each.argument +
                        std::to_string(each.number) + '/' + std::to_string(each.flags) + ' ';
    std::vector<std::string> letters;
    for (std::size_t at = 0; at != look.size(); ++at) {
        if (content.str()[at] == '\n')
            continue;
        std::string styles;
        // In one order.
        for (auto kind = 'a'; kind <= 'z'; ++kind)
            for (std::size_t place = 0; place < look[at].size();) {
                const auto end = look[at].find(' ', place);
                if (look[at][place] == kind)
                    styles += look[at].substr(place, end - place) + ' ';
                place = end + 1;
            }
        letters.push_back(content.str()[at] + styles);
    }
    return letters;
}

} // namespace tests
