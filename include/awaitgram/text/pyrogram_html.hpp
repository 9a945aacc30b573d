// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <string_view>

namespace awaitgram {

/// Reads a text in Pyrogram's HTML, as `ag::text::pyrogram_html` does.
[[nodiscard]] result<text, markup_problem> parse_pyrogram_html(std::string_view source);

} // namespace awaitgram
