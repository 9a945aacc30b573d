// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/text/entity_kind.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A part of a text with a style or a link. It refers to the text that it came from.
struct message_entity {
    entity_kind kind = entity_kind::other;
    /// The part itself.
    std::string_view text{};
    /// Where a `link` leads, or the `url` itself; empty for others.
    std::string_view target{};
    /// The language of a `code_block`; empty for others.
    std::string_view language{};
    /// The user of a `user_mention`; 0 for others.
    std::int64_t user_id = 0;
    /// The document of a `custom_emoji`; 0 for others.
    std::int64_t custom_emoji = 0;
    /// The entity as Telegram's schema describes it.
    const api::MessageEntity* raw = nullptr;
};

/// Finds the parts of a text that entities describe.
///
/// Telegram counts UTF-16 units; what lies outside of the text is cut off, and half a character counts as none.
[[nodiscard]] std::vector<message_entity>
read_entities(std::string_view text, const tl::vector<api::MessageEntity>& entities);

} // namespace awaitgram
