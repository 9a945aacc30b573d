// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>

namespace awaitgram {

namespace detail {

/// A wait that a controlled clock ends when its time comes.
struct clock_waiter {
    std::chrono::steady_clock::time_point deadline;
    /// Called at most once, from the thread that moves the time.
    void (*wake)(clock_waiter& self) = nullptr;
};

/// Replaces std::chrono::steady_clock in a test; see testing/clock.hpp.
class clock_control {
public:
    using time_point = std::chrono::steady_clock::time_point;

    [[nodiscard]] virtual time_point now() const noexcept = 0;
    /// The time on std::chrono::steady_clock at which a deadline is reached while time is not controlled.
    [[nodiscard]] virtual time_point real(time_point deadline) const noexcept = 0;
    /// False while time is not controlled; a real timer has to be used then.
    [[nodiscard]] virtual bool add(clock_waiter& waiter) = 0;
    virtual void remove(clock_waiter& waiter) noexcept = 0;

protected:
    ~clock_control() = default;
};

/// Null unless a test controls the time; the object lives as long as the process.
inline constinit std::atomic<clock_control*> clock_control_in_use{nullptr};

/// The number of pieces of work that run outside executors, where a controlled clock cannot see them.
inline constinit std::atomic<int> clock_holds{0};

} // namespace detail

/// The clock behind every deadline of the library: std::chrono::steady_clock, unless a test controls the time.
class monotonic_clock {
public:
    using duration = std::chrono::steady_clock::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr bool is_steady = true;

    [[nodiscard]] static time_point now() noexcept {
        const auto* control = detail::clock_control_in_use.load(std::memory_order_acquire);
        return control == nullptr ? std::chrono::steady_clock::now() : control->now();
    }
};

/// Stops a controlled clock while it lives, because work runs on a thread without an executor.
class clock_hold {
public:
    clock_hold() noexcept { detail::clock_holds.fetch_add(1, std::memory_order_relaxed); }
    clock_hold(const clock_hold&) = delete;
    clock_hold& operator=(const clock_hold&) = delete;
    ~clock_hold() { detail::clock_holds.fetch_sub(1, std::memory_order_release); }
};

} // namespace awaitgram
