// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/updates/sequence.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <string>

namespace awaitgram::updates {

/// Missed updates that cannot be fetched for now, or can be again. Nothing is skipped: they are asked for until they come.
struct updates_delayed {
    /// The sequence: 0 for private chats and basic groups, a channel by its bare id.
    sequence_id where = common_sequence;
    /// The delay is over.
    bool over = false;
    /// Telegram's last refusal, or why Telegram could not be asked; empty if there was no answer, or one that could not be read.
    std::string reason{};
};

/// For example `missed updates of channel 7 cannot be fetched for now (HISTORY_GET_FAILED)`.
[[nodiscard]] inline std::string to_string(const updates_delayed& delayed) {
    const auto what = "missed updates of " + name_of_sequence(delayed.where);
    if (delayed.over)
        return what + " are not delayed any more";
    return what + " cannot be fetched for now" +
           (delayed.reason.empty() ? "" : " (" + delayed.reason + ")");
}

} // namespace awaitgram::updates
