// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace awaitgram::detail {

/// A moment as dates of Telegram's schema have it: the nearest one that they can tell.
[[nodiscard]] inline std::int32_t unix_date(time_point moment) noexcept {
    constexpr std::int64_t last = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(unix_seconds(moment), 0, last));
}

} // namespace awaitgram::detail
