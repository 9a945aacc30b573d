// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/text/entity_kind.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace awaitgram::detail {

/// A part of a text, from one place to another.
struct text_range {
    std::size_t from = 0;
    std::size_t to = 0;
};

/// A place in a text in one unit, and where its number in the other unit goes.
struct text_mark {
    std::size_t place = 0;
    std::size_t* answer = nullptr;
};

[[nodiscard]] entity_kind entity_kind_of(const api::MessageEntity& raw) noexcept;

/// Turns places in UTF-16 units into places in bytes, in one pass over the text. Half a character counts as none.
void find_bytes(std::string_view text, std::vector<text_mark>& marks);

/// Turns places in bytes into places in UTF-16 units.
void find_units(std::string_view text, std::vector<text_mark>& marks);

/// The bytes of a text that each entity describes, cut off where the text ends.
[[nodiscard]] std::vector<text_range>
byte_ranges(std::string_view text, const tl::vector<api::MessageEntity>& entities);

} // namespace awaitgram::detail
