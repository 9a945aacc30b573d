// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/updates/sequence.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace awaitgram::updates {

/// Updates that will not be delivered, because nothing can bring them any more.
struct updates_skipped {
    enum class cause {
        /// Telegram does not keep so many missed updates (`differenceTooLong`, `channelDifferenceTooLong`).
        too_long,
        /// Telegram refuses the channel's updates by name, such as CHANNEL_PRIVATE.
        refused,
        /// Telegram does not accept the position, or reports one that lies before it.
        position_lost,
        /// No position of the channel was known when updates of it were missed; its new messages are delivered, and what follows them.
        position_unknown,
        /// The difference could not be read, or did not end, however often it was fetched.
        unusable_difference,
        /// The difference leads past them without them, or never leads to what was pushed.
        left_out,
        /// The access hash of the channel is not known.
        no_access_hash,
        /// Updates without a number, which cannot be fetched, found no room in memory.
        no_room,
    };

    /// The sequence: 0 for private chats and basic groups, a channel by its bare id.
    sequence_id where = common_sequence;
    cause why = cause::too_long;
    /// The updates after `from` up to `to` are skipped; either is 0 when it is unknown.
    std::int32_t from = 0;
    std::int32_t to = 0;
    /// How many of the messages among them, the newest ones, are delivered all the same.
    std::size_t newest_messages = 0;
    /// Telegram's refusal, if that is the reason.
    std::string refusal{};
};

[[nodiscard]] inline const char* to_string(updates_skipped::cause why) noexcept {
    switch (why) {
    case updates_skipped::cause::too_long:
        return "Telegram does not keep so many missed updates";
    case updates_skipped::cause::refused:
        return "Telegram refuses them";
    case updates_skipped::cause::position_lost:
        return "Telegram does not know the position after which they come";
    case updates_skipped::cause::position_unknown:
        return "the position after which they come is not known";
    case updates_skipped::cause::unusable_difference:
        return "the difference could not be read, or did not end";
    case updates_skipped::cause::left_out:
        return "the difference does not contain them";
    case updates_skipped::cause::no_access_hash:
        return "the access hash of the channel is not known";
    case updates_skipped::cause::no_room:
        return "there was no room for them in memory";
    }
    return "unknown cause";
}

/// A sequence in messages for people.
[[nodiscard]] inline std::string name_of_sequence(sequence_id where) {
    return where > 0 ? "channel " + std::to_string(where) : "the account";
}

/// For example `updates of channel 7 from 70 to 80 are skipped: Telegram refuses them (CHANNEL_PRIVATE)`.
[[nodiscard]] inline std::string to_string(const updates_skipped& skipped) {
    auto text = "updates of " + name_of_sequence(skipped.where);
    if (skipped.from != 0) {
        text += skipped.to != 0 ? " from " : " after ";
        text += std::to_string(skipped.from);
    }
    if (skipped.to != 0) {
        text += skipped.from != 0 ? " to " : " up to ";
        text += std::to_string(skipped.to);
    }
    text += " are skipped";
    if (skipped.newest_messages == 1) {
        text += " but for the newest message";
    } else if (skipped.newest_messages != 0) {
        text += " but for the newest ";
        text += std::to_string(skipped.newest_messages);
        text += " messages";
    }
    text += ": ";
    text += to_string(skipped.why);
    if (!skipped.refusal.empty())
        text += " (" + skipped.refusal + ")";
    return text;
}

} // namespace awaitgram::updates
