// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace awaitgram {

/// The pause after so many failures in a row: `first` after one, twice as long after each further one, and never more than `longest`.
template <class Duration>
[[nodiscard]] constexpr Duration
growing_pause(int failures, Duration first, Duration longest) noexcept {
    constexpr int most_doublings = 20; // keeps the product small
    const auto doublings = std::clamp(failures - 1, 0, most_doublings);
    return std::min(first * (std::int64_t{1} << doublings), longest);
}

} // namespace awaitgram
