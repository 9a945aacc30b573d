// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace awaitgram {

/// Asks long work, mostly on another thread, to end early. The work looks at it now and then.
class stop_flag {
public:
    stop_flag() = default;
    stop_flag(const stop_flag&) = delete;
    stop_flag& operator=(const stop_flag&) = delete;

    void set() noexcept { set_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool is_set() const noexcept { return set_.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> set_{false};
};

} // namespace awaitgram
