// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/clean.hpp>
#include <awaitgram/text/detail/entities.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/normalise.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

AWAITGRAM_DECL std::size_t cleaned_text::moved(std::size_t place) const noexcept {
    const auto before = std::lower_bound(removed.begin(), removed.end(), place);
    return place - static_cast<std::size_t>(before - removed.begin());
}

/// Cleans a text that is UTF-8. `from` is the first place with something to do.
[[nodiscard]] inline cleaned_text cleaned(std::string_view text, std::size_t from) {
    cleaned_text result;
    result.chars.reserve(text.size());
    result.chars.append(text.substr(0, from));
    for (auto at = from; at < text.size();) {
        const auto what = cleaning_of(text, at);
        if (what == cleaning::remove) {
            for (auto left = character_size(text, at); left != 0; --left)
                result.removed.push_back(at++);
            continue;
        }
        result.chars.push_back(what == cleaning::blank ? ' ' : text[at]);
        ++at;
    }
    return result;
}

/// Cuts off the blanks at the end.
inline void trim_end(std::string& chars, std::vector<text_entity>& entities) {
    auto end = chars.size();
    while (end != 0 && is_blank(chars[end - 1]))
        --end;
    if (end == chars.size())
        return;
    chars.resize(end);
    std::erase_if(entities, [end](text_entity& each) {
        if (each.end() > end)
            each.length = each.offset < end ? end - each.offset : 0;
        return each.length == 0;
    });
}

/// Cuts off the blanks at the beginning that no entity covers. The entities are sorted.
inline void trim_begin(std::string& chars, std::vector<text_entity>& entities) {
    const auto most = entities.empty() ? chars.size() : entities.front().offset;
    std::size_t begin = 0;
    while (begin != most && is_blank(chars[begin]))
        ++begin;
    if (begin == 0)
        return;
    chars.erase(0, begin);
    for (auto& each : entities)
        each.offset -= begin;
}

AWAITGRAM_DECL void trim_text(std::string& chars, std::vector<text_entity>& entities) {
    trim_end(chars, entities);
    // Two that ended in the blanks may have the same borders now.
    sort_entities(entities);
    trim_begin(chars, entities);
}

/// What is wrong with the borders of entities, if anything.
[[nodiscard]] inline text_errc
wrong_border(std::string_view chars, const std::vector<text_entity>& entities) noexcept {
    for (const auto& each : entities) {
        if (each.offset > chars.size() || each.length > chars.size() - each.offset)
            return text_errc::entity_outside;
        if (!is_border(chars, each.offset) || !is_border(chars, each.end()))
            return text_errc::entity_inside_character;
    }
    return {};
}

} // namespace detail

AWAITGRAM_DECL result<text, text_errc> normalised(text_ref content) {
    const auto source = content.chars();
    if (source.size() > std::numeric_limits<std::int32_t>::max())
        return failure{text_errc::too_long};
    if (detail::utf8_until(source) != source.size())
        return failure{text_errc::not_utf8};
    std::vector<text_entity> entities;
    if (const auto* whole = content.formatted()) {
        if (const auto wrong = detail::wrong_border(source, whole->entities());
            wrong != text_errc{})
            return failure{wrong};
        entities = whole->entities();
    }
    std::string chars;
    if (const auto clean = detail::clean_until(source); clean == source.size()) {
        chars = source;
    } else {
        auto cleaned = detail::cleaned(source, clean);
        if (!cleaned.removed.empty())
            for (auto& each : entities) {
                const auto end = cleaned.moved(each.end());
                each.offset = cleaned.moved(each.offset);
                each.length = end - each.offset;
            }
        chars = std::move(cleaned.chars);
    }
    // In this order, so that borders in the blanks are none.
    detail::trim_end(chars, entities);
    detail::arrange_entities(entities);
    detail::trim_begin(chars, entities);
    if (chars.empty())
        return failure{text_errc::empty};
    return text{std::move(chars), std::move(entities)};
}

} // namespace awaitgram
