// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram::updates {

/// The positions in an account's sequences of updates, channels excluded.
/// Spec: https://core.telegram.org/constructor/updates.state
struct account_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
};

} // namespace awaitgram::updates
