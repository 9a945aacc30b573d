// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/clean.hpp>
#include <awaitgram/text/detail/entities.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/split.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// Whether a character belongs to the one before it.
[[nodiscard]] inline bool continues_letter(char32_t character) noexcept {
    return (character >= 0x300 && character <= 0x36F) || character == 0x200D ||
           (character >= 0xFE00 && character <= 0xFE0F) || character == 0x20E3 ||
           (character >= 0x1F3FB && character <= 0x1F3FF) ||
           (character >= 0xE0020 && character <= 0xE007F);
}

[[nodiscard]] inline bool is_half_flag(char32_t character) noexcept {
    return character >= 0x1F1E6 && character <= 0x1F1FF;
}

/// Whether a text can be cut at a place between two characters.
[[nodiscard]] inline bool between_letters(std::string_view text, std::size_t at) noexcept {
    const auto next = character_at(text, at);
    if (continues_letter(next))
        return false;
    auto last = before(text, at);
    if (character_at(text, last) == 0x200D)
        return false;
    if (!is_half_flag(next))
        return true;
    // A flag is two characters: an even number of halves comes before it.
    auto halves = 0;
    for (; halves < 64 && is_half_flag(character_at(text, last)); ++halves) {
        if (last == 0)
            return (halves + 1) % 2 == 0;
        last = before(text, last);
    }
    return halves % 2 == 0;
}

/// How good a place to cut a text is: 4 behind an empty line, 3 behind a line, 2 behind a sentence, 1 behind a word.
[[nodiscard]] inline int border_value(std::string_view text, std::size_t at) noexcept {
    const auto last = text[at - 1];
    if (last == '\n')
        return at >= 2 && text[at - 2] == '\n' ? 4 : 3;
    if (last != ' ')
        return 0;
    const auto sentence =
        at >= 2 && (text[at - 2] == '.' || text[at - 2] == '!' || text[at - 2] == '?');
    return sentence ? 2 : 1;
}

/// The best place to end a piece from `from` to `most` at the latest: in its last quarter, or where no letter is cut.
[[nodiscard]] inline std::size_t
best_border(std::string_view text, std::size_t from, std::size_t most) noexcept {
    const auto least = from + (most - from) / 4 * 3;
    auto best = 0;
    auto place = most;
    for (auto at = most; at > least && best != 4; --at)
        if (const auto value = border_value(text, at); value > best) {
            best = value;
            place = at;
        }
    if (best != 0)
        return place;
    for (auto tries = 0; tries != 64 && place > from + 1 && !between_letters(text, place); ++tries)
        place = before(text, place);
    return place > from && between_letters(text, place) ? place : most;
}

/// A part of a text with the entities in it.
[[nodiscard]] inline text
part_of(const text& whole, std::size_t from, std::size_t to, std::size_t first_entity) {
    std::string chars = whole.str().substr(from, to - from);
    std::vector<text_entity> entities;
    for (auto i = first_entity; i != whole.entities().size(); ++i) {
        const auto& each = whole.entities()[i];
        if (each.offset >= to)
            break;
        if (each.end() <= from)
            continue;
        auto& part = entities.emplace_back(each);
        part.offset = std::max(each.offset, from) - from;
        part.length = std::min(each.end(), to) - from - part.offset;
    }
    // What continues from the piece before is not in order where it is cut.
    sort_entities(entities);
    trim_text(chars, entities);
    return {std::move(chars), std::move(entities)};
}

/// The furthest place where a piece that begins at `from` can end.
[[nodiscard]] inline std::size_t
furthest_end(std::string_view text, std::size_t from, std::size_t limit) noexcept {
    std::size_t units = 0;
    auto at = from;
    while (at < text.size()) {
        const auto wide = utf16_units(text[at]);
        if (units + wide > limit)
            break;
        units += wide;
        ++at;
    }
    // Not even one character: more than the limit is better than nothing for ever.
    if (at == from)
        do
            ++at;
        while (at < text.size() && utf16_units(text[at]) == 0);
    return at;
}

} // namespace detail

AWAITGRAM_DECL std::vector<text> split(const text& whole, std::size_t limit) {
    const std::string_view chars = whole.str();
    const auto& entities = whole.entities();
    std::vector<text> pieces;
    std::size_t first = 0;
    for (std::size_t from = 0; from < chars.size();) {
        while (first != entities.size() && entities[first].end() <= from)
            ++first;
        auto end = detail::furthest_end(chars, from, limit);
        const auto full = end;
        std::size_t count = 0;
        for (auto i = first; i != entities.size() && entities[i].offset < end; ++i)
            if (entities[i].end() > from && ++count > most_entities && entities[i].offset > from)
                end = entities[i].offset;
        if (end == full && end != chars.size())
            end = detail::best_border(chars, from, end);
        for (auto i = first; i != entities.size() && entities[i].offset < end; ++i) {
            const auto& each = entities[i];
            const auto firm = !detail::is_style(each.kind) &&
                              each.kind != entity_kind::blockquote &&
                              each.kind != entity_kind::code_block;
            if (firm && each.end() > end && each.offset > from)
                end = each.offset;
        }
        auto piece = detail::part_of(whole, from, end, first);
        if (!piece.empty())
            pieces.push_back(std::move(piece));
        from = end;
    }
    return pieces;
}

} // namespace awaitgram
