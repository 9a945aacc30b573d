// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram {

/// A user who was not added to a chat, because of the settings of its privacy; an invite link can be sent instead.
struct missing_invitee {
    std::int64_t user_id = 0;
    /// Whether an account with Telegram Premium could add the user.
    bool premium_would_help = false;
    /// Whether to write to the user needs Telegram Premium, too.
    bool premium_needed_to_write = false;
};

} // namespace awaitgram
