// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <algorithm>
#include <chrono>

namespace awaitgram::rpc {

/// Spreads calls: a burst of `calls` begins at once, then one every `period / calls`.
class rate_policy {
public:
    using clock = monotonic_clock;

    /// `calls` is positive.
    rate_policy(int calls, clock::duration period) noexcept
        : step_(period / calls), burst_(step_ * (calls - 1)) {}

    /// Registers a call that begins now, and returns zero; or returns how long it must wait, and registers nothing.
    [[nodiscard]] clock::duration admit(clock::time_point now) noexcept {
        if (next_ - burst_ > now)
            return next_ - burst_ - now;
        next_ = std::max(next_, now) + step_;
        return clock::duration::zero();
    }

private:
    clock::duration step_;
    clock::duration burst_;
    /// When the bucket is empty again.
    clock::time_point next_{};
};

} // namespace awaitgram::rpc
