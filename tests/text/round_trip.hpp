// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/detail/markup_reader.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>
#include <awaitgram/text/split.hpp>
#include <awaitgram/text/text.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "random_text.hpp"

namespace tests {

/// Whether every entity has letters, and borders between characters.
inline bool has_valid_entities(const awaitgram::text& content) {
    for (const auto& each : content.entities())
        if (each.length == 0 || each.offset > content.str().size() ||
            each.length > content.str().size() - each.offset ||
            !awaitgram::detail::is_border(content.str(), each.offset) ||
            !awaitgram::detail::is_border(content.str(), each.end()))
            return false;
    return true;
}

/// Without the links that Telegram does not take as they are, and with languages of one word: Pyrogram's dialects take any, and the
/// others drop, complete or cut them.
inline awaitgram::text with_good_arguments(const awaitgram::text& content) {
    using awaitgram::entity_kind;
    std::vector<awaitgram::text_entity> entities;
    for (auto each : content.entities()) {
        if (each.kind == entity_kind::code_block)
            each.argument.resize(
                std::min(each.argument.find_first_of(" \n\r\t\v\f`"), each.argument.size())
            );
        if (each.kind == entity_kind::link) {
            const auto target = awaitgram::detail::checked_link(each.argument);
            if (!target || target->kind != each.kind || target->url != each.argument)
                continue;
        }
        entities.push_back(std::move(each));
    }
    return {content.str(), std::move(entities)};
}

/// The rule that a text breaks when it is normalised, written and read; null if it keeps all of them.
inline const char* broken_rule(const awaitgram::text& content) {
    using namespace awaitgram;
    const auto ready = normalised(with_good_arguments(content));
    // Nothing but blanks, or wrong from the beginning.
    if (!ready)
        return nullptr;
    if (!has_valid_entities(*ready))
        return "normalised entities are valid";
    const auto twice = normalised(*ready);
    if (!twice || *twice != *ready)
        return "a normalised text is normal";

    const auto html = parse_html(ready->html());
    if (!html || !has_valid_entities(*html))
        return "HTML that is written can be read";
    const auto from_html = normalised(*html);
    if (!from_html || *from_html != *ready)
        return "HTML is the same after reading";

    const auto lenient = parse_pyrogram_html(ready->pyrogram_html());
    if (!lenient || !has_valid_entities(*lenient))
        return "Pyrogram's HTML that is written can be read";
    const auto from_lenient = normalised(*lenient);
    // It strips blanks, styled or not.
    if (ready->str().front() != ' ' && ready->str().front() != '\n' &&
        (!from_lenient || look_of(*from_lenient) != look_of(*ready)))
        return "Pyrogram's HTML looks the same after reading";

    const auto markdown = parse_markdown(ready->markdown());
    if (!markdown || !has_valid_entities(*markdown))
        return "MarkdownV2 that is written can be read";
    const auto from_markdown = normalised(*markdown);
    if (!from_markdown || look_of(*from_markdown) != look_of(*ready))
        return "MarkdownV2 looks the same after reading";

    const auto plain = parse_pyrogram_markdown(ready->pyrogram_markdown());
    if (!plain || !has_valid_entities(*plain))
        return "Pyrogram's Markdown that is written can be read";

    std::size_t letters = 0;
    for (const auto& piece : split(*ready, 7)) {
        if (!has_valid_entities(piece) || piece.units() > 7)
            return "pieces are short and valid";
        letters += piece.str().size();
    }
    return letters <= ready->str().size() ? nullptr : "no letter is in two pieces";
}

} // namespace tests
