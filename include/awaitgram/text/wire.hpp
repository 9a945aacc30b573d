// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/text/text.hpp>

#include <string_view>

namespace awaitgram {

/// The entities of a text as Telegram's schema describes them, in UTF-16 units.
///
/// What lies outside of the text is cut off, and half a character counts as none. A mention of a user is an inputMessageEntityMentionName
/// with the access hash 0.
[[nodiscard]] tl::vector<api::MessageEntity> to_wire(const text& content);

/// The text that Telegram sent, with the same care.
[[nodiscard]] text
from_wire(std::string_view chars, const tl::vector<api::MessageEntity>& entities);

} // namespace awaitgram
