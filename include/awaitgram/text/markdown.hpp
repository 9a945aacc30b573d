// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <string_view>

namespace awaitgram {

/// Reads a text in MarkdownV2, as `ag::text::markdown` does.
[[nodiscard]] result<text, markup_problem> parse_markdown(std::string_view source);

} // namespace awaitgram
