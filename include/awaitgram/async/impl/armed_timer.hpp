// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/detail/armed_timer.hpp>
#include <awaitgram/core/linkage.hpp>

#include <asio/post.hpp>

#include <memory>

namespace awaitgram::detail {

struct controlled_wait : clock_waiter {
    /// Shared with the posted wake-up, which may run after the timer is destroyed. Used only on the timer's executor.
    struct target {
        asio::steady_timer* timer = nullptr; // null when the wait has ended
        bool woken = false;
    };

    clock_control* control = nullptr;
    asio::any_io_executor executor;
    std::shared_ptr<target> shared = std::make_shared<target>();
};

AWAITGRAM_DECL void armed_timer::arm(
    clock_control& control, asio::steady_timer& timer, monotonic_clock::time_point deadline
) {
    auto wait = std::make_unique<controlled_wait>();
    wait->deadline = deadline;
    wait->wake = [](clock_waiter& due) {
        auto& self = static_cast<controlled_wait&>(due);
        asio::post(self.executor, [target = self.shared] {
            target->woken = true;
            if (target->timer != nullptr)
                target->timer->cancel();
        });
    };
    wait->control = &control;
    wait->executor = timer.get_executor();
    wait->shared->timer = &timer;
    // Set before the wait is registered, because it may be due at once.
    timer.expires_at(monotonic_clock::time_point::max());
    if (control.add(*wait))
        wait_ = wait.release();
    else
        timer.expires_at(control.real(deadline));
}

AWAITGRAM_DECL void armed_timer::disarm() noexcept {
    const std::unique_ptr<controlled_wait> ended{wait_};
    ended->control->remove(*ended);
    ended->shared->timer = nullptr;
}

AWAITGRAM_DECL bool armed_timer::was_woken() const noexcept {
    return wait_->shared->woken;
}

} // namespace awaitgram::detail
