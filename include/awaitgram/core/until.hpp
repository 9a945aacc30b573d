// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <chrono>
#include <cstdint>
#include <limits>

namespace awaitgram {

/// When something ends: at a moment, some time from now, or never. `{.until = 1h}`, `{.until = moment}`
class until {
public:
    /// Never.
    constexpr until() noexcept = default;
    /// At a moment.
    constexpr until(time_point moment) noexcept : moment_(moment) {}
    /// Some time from now; never for nothing or less.
    template <class Rep, class Period>
    until(std::chrono::duration<Rep, Period> from_now) {
        if (from_now > from_now.zero())
            moment_ = steady_now() + std::chrono::duration_cast<time_point::duration>(from_now);
    }

    [[nodiscard]] constexpr bool never() const noexcept { return moment_ == time_point{}; }
    /// Seconds since 1970 as Telegram counts them; 0 for never, and for moments that it cannot tell.
    [[nodiscard]] std::int32_t date() const noexcept {
        const auto seconds = unix_seconds(moment_);
        return seconds > 0 && seconds <= std::numeric_limits<std::int32_t>::max()
                   ? static_cast<std::int32_t>(seconds)
                   : 0;
    }

private:
    time_point moment_{};
};

} // namespace awaitgram
