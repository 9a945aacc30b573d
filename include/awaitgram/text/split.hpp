// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <vector>

namespace awaitgram {

/// The length of the longest message.
/// Units: UTF-16 units.
inline constexpr std::size_t longest_message = 4096;

/// The number of entities of a message that have an effect.
inline constexpr std::size_t most_entities = 100;

/// Cuts a normalised text into pieces of at most `limit` UTF-16 units and 100 entities.
///
/// A piece ends at an empty line, else at a line break, the end of a sentence or a blank in its last quarter, else between two
/// characters that belong to different letters or emoji. Styles, quotations and code blocks continue in the next piece; links, mentions,
/// emoji, dates and code are not cut unless they are longer than a piece. Blanks between pieces are left out.
[[nodiscard]] std::vector<text> split(const text& whole, std::size_t limit = longest_message);

} // namespace awaitgram
