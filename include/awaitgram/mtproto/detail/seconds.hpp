// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <cstdint>

namespace awaitgram::mtproto::detail {

/// A number of seconds in the clock's unit; arithmetic with it instantiates no templates of <chrono>.
[[nodiscard]] constexpr time_point::duration seconds(std::int64_t count) noexcept {
    using period = time_point::duration::period;
    return time_point::duration{count * (period::den / period::num)};
}

} // namespace awaitgram::mtproto::detail
