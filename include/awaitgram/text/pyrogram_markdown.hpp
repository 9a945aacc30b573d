// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <string_view>

namespace awaitgram {

/// Reads a text in Pyrogram's Markdown, as `ag::text::pyrogram_markdown` does.
[[nodiscard]] result<text, markup_problem> parse_pyrogram_markdown(std::string_view source);

} // namespace awaitgram
