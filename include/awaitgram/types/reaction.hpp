// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A reaction to a message: an emoji, a custom emoji or a paid star. It refers to the event that it came from.
struct reaction {
    /// The emoji; empty for a custom emoji and a paid reaction.
    std::string_view emoji{};
    /// The custom emoji; 0 for none.
    std::int64_t custom_emoji = 0;
    /// Whether it is the reaction that costs stars.
    bool paid = false;

    friend bool operator==(const reaction&, const reaction&) = default;
    /// Whether it is this emoji.
    friend bool operator==(const reaction& one, std::string_view wanted) noexcept {
        return !one.emoji.empty() && one.emoji == wanted;
    }
};

/// Reads a reaction of the schema.
[[nodiscard]] inline reaction reaction_of(const api::Reaction& raw) noexcept {
    reaction read;
    if (const auto* plain = raw.get_if<api::reactionEmoji>())
        read.emoji = plain->emoticon;
    else if (const auto* custom = raw.get_if<api::reactionCustomEmoji>())
        read.custom_emoji = custom->document_id;
    else
        read.paid = raw.is<api::reactionPaid>();
    return read;
}

/// A reaction and how many have it.
struct counted_reaction {
    reaction kind{};
    std::int32_t count = 0;
    /// Whether the account has it, too; always false for bots.
    bool chosen = false;
};

/// Reads the reactions to a message or the like.
[[nodiscard]] inline std::vector<counted_reaction>
count_reactions(const tl::vector<api::reactionCount>& raw) {
    std::vector<counted_reaction> all;
    for (const auto& each : raw) {
        counted_reaction read;
        read.kind = reaction_of(each.reaction);
        read.count = each.count;
        read.chosen = each.chosen_order.has_value();
        all.push_back(read);
    }
    return all;
}

} // namespace awaitgram
