// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram {

/// What happens to an update after a handler: `co_return awaitgram::next;` in a coroutine that returns `awaitable<propagation>`.
enum class propagation : std::uint8_t {
    /// The handlers of the next group are tried; as after a handler that returns nothing.
    done,
    /// The next handler of the same group is tried, as if this one had not taken it.
    next,
    /// No further handler is tried, in no group.
    stop,
};

// Enumerators, so that parameters with these names hide no variable.
using enum propagation;

} // namespace awaitgram
