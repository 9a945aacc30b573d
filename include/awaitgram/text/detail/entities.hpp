// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace awaitgram::detail {

/// Whether an entity is a mere style: it may overlap others, and be cut anywhere.
[[nodiscard]] constexpr bool is_style(entity_kind kind) noexcept {
    return kind <= entity_kind::spoiler;
}

/// Whether no style is shown inside.
[[nodiscard]] constexpr bool is_verbatim(entity_kind kind) noexcept {
    return kind == entity_kind::code || kind == entity_kind::code_block ||
           kind == entity_kind::date;
}

/// Of two entities with the same borders, the one with the lower rank is the outer one.
[[nodiscard]] inline int rank_of(const text_entity& entity) noexcept {
    switch (entity.kind) {
    case entity_kind::blockquote:
        return 0;
    case entity_kind::code_block:
        return entity.argument.empty() ? 11 : 10;
    case entity_kind::code:
        return 20;
    case entity_kind::date:
        return 30;
    case entity_kind::link:
    case entity_kind::user_mention:
        return 49;
    case entity_kind::bold:
        return 90;
    case entity_kind::italic:
        return 91;
    case entity_kind::underline:
        return 92;
    case entity_kind::strikethrough:
        return 93;
    case entity_kind::spoiler:
        return 94;
    case entity_kind::custom_emoji:
        return 99;
    default:
        return 50;
    }
}

/// Sorts entities: by offset, then outer ones first.
void sort_entities(std::vector<text_entity>& entities);

/// Leaves out what is empty, lacks its link or is found by Telegram, and settles overlaps as `normalised` says. Sorts.
void arrange_entities(std::vector<text_entity>& entities);

} // namespace awaitgram::detail
