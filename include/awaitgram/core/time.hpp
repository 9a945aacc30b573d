// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <chrono>
#include <cstdint>

namespace awaitgram {

/// A point in wall-clock time; pure layers take it as an argument.
using time_point = std::chrono::system_clock::time_point;

/// Whole seconds since 1970, as Telegram counts them.
[[nodiscard]] inline std::int64_t unix_seconds(time_point moment) noexcept {
    return std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
}

/// The time `seconds` after the start of 1970.
[[nodiscard]] inline time_point from_unix(std::int64_t seconds) noexcept {
    return time_point{std::chrono::seconds{seconds}};
}

/// Wall-clock time that is read once at program start and advanced by a steady clock.
///
/// A step of the system clock therefore cannot repeat or skip message ids.
[[nodiscard]] inline time_point steady_now() noexcept {
    static const auto wall = std::chrono::system_clock::now();
    static const auto steady = monotonic_clock::now();
    return wall + std::chrono::duration_cast<time_point::duration>(monotonic_clock::now() - steady);
}

} // namespace awaitgram
