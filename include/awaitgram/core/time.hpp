// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <chrono>
#include <cstdint>

namespace awaitgram {

/// A moment of wall-clock time; pure layers get it as an argument.
using time_point = std::chrono::system_clock::time_point;

/// Whole seconds since 1970, as Telegram counts them.
[[nodiscard]] inline std::int64_t unix_seconds(time_point moment) noexcept {
    return std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
}

/// The moment that lies `seconds` after the start of 1970.
[[nodiscard]] inline time_point from_unix(std::int64_t seconds) noexcept {
    return time_point{std::chrono::seconds{seconds}};
}

/// Wall-clock time read once when the program starts and advanced by a clock that never jumps.
///
/// A step of the system clock (NTP, an administrator) therefore can't repeat or skip message ids.
[[nodiscard]] inline time_point steady_now() noexcept {
    static const auto wall = std::chrono::system_clock::now();
    static const auto steady = monotonic_clock::now();
    return wall + std::chrono::duration_cast<time_point::duration>(monotonic_clock::now() - steady);
}

} // namespace awaitgram
