// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// Whether the updates of one chat are handled one after another.
enum class update_order {
    /// The next update of a chat is handled when the handlers of the one before have ended, or let it start. Different chats are
    /// handled beside each other. Updates that belong to no chat are handled beside those of chats, one after another.
    by_chat,
    /// Every update is handled at once, whatever else is under way.
    unordered,
};

} // namespace awaitgram
