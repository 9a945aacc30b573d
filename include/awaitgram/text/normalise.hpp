// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

namespace awaitgram {

/// A text as it is sent: what the library's methods do with every text, in time proportional to it.
///
/// Control characters become blanks, and what would turn a text around is deleted. Blanks and line breaks are cut off at the end,
/// and at the beginning as far as no entity covers them. Entities are sorted, outer ones first. Those that Telegram finds itself, that
/// are empty or that lack their link are left out. Of links, mentions, custom emoji, dates and code that overlap, the first remains;
/// they lie inside of quotations or outside of them. Styles of one kind that touch become one, end where code is, and are cut where they
/// would cross the border of a link or a quotation; they may overlap each other.
/// Errors: text_errc::not_utf8, entity_outside, entity_inside_character, too_long for two gigabytes; empty when nothing is left.
[[nodiscard]] result<text, text_errc> normalised(text_ref content);

} // namespace awaitgram
