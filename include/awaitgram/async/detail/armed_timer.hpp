// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <asio/steady_timer.hpp>

#include <atomic>

namespace awaitgram::detail {

struct controlled_wait;

/// Sets a timer to a time of monotonic_clock; keep it until the wait has ended.
class armed_timer {
public:
    armed_timer(asio::steady_timer& timer, monotonic_clock::time_point deadline) {
        auto* control = clock_control_in_use.load(std::memory_order_acquire);
        if (control == nullptr)
            timer.expires_at(deadline);
        else
            arm(*control, timer, deadline);
    }
    armed_timer(const armed_timer&) = delete;
    armed_timer& operator=(const armed_timer&) = delete;
    ~armed_timer() {
        if (wait_ != nullptr)
            disarm();
    }

    /// Whether the controlled clock has ended the wait: the deadline is reached, or time is not controlled any more.
    [[nodiscard]] bool woken() const noexcept { return wait_ != nullptr && was_woken(); }

private:
    void
    arm(clock_control& control, asio::steady_timer& timer, monotonic_clock::time_point deadline);
    void disarm() noexcept;
    [[nodiscard]] bool was_woken() const noexcept;

    controlled_wait* wait_ = nullptr;
};

} // namespace awaitgram::detail
