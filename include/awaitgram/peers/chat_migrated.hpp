// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram {

/// A basic group became a supergroup, which has another number; what is sent to the group goes there.
struct chat_migrated {
    /// The number of the basic group, in the Bot API's numbering.
    std::int64_t from = 0;
    /// The number of the supergroup.
    std::int64_t to = 0;
};

} // namespace awaitgram
