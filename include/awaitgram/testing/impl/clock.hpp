// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/clock/clock.hpp>
#include <awaitgram/testing/clock/participant.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace awaitgram::testing {

namespace detail {

/// The time of the process once a test has controlled it, and all that waits for it.
class controlled_time final : public awaitgram::detail::clock_control {
public:
    using duration = monotonic_clock::duration;
    using steady = std::chrono::steady_clock;

    [[nodiscard]] static controlled_time& instance() {
        static auto& forever =
            *new controlled_time; // threads may ask for the time until the process ends
        return forever;
    }

    [[nodiscard]] time_point now() const noexcept override {
        const auto frozen = frozen_at_.load(std::memory_order_acquire);
        if (frozen != runs_by_itself)
            return time_point{duration{frozen}};
        return steady::now() + duration{ahead_.load(std::memory_order_acquire)};
    }

    [[nodiscard]] time_point real(time_point deadline) const noexcept override {
        if (deadline == time_point::max())
            return deadline;
        return deadline - duration{ahead_.load(std::memory_order_acquire)};
    }

    [[nodiscard]] bool add(awaitgram::detail::clock_waiter& waiter) override {
        const std::lock_guard lock{guard_};
        if (!frozen())
            return false;
        if (waiter.deadline <= now())
            waiter.wake(waiter);
        else
            waiting_.push_back(&waiter);
        return true;
    }

    void remove(awaitgram::detail::clock_waiter& waiter) noexcept override {
        const std::lock_guard lock{guard_};
        std::erase(waiting_, &waiter);
    }

    /// From now on time stands still; false when it does already.
    [[nodiscard]] bool freeze() {
        const std::lock_guard lock{guard_};
        if (frozen())
            return false;
        frozen_at_ = now().time_since_epoch().count();
        awaitgram::detail::clock_control_in_use.store(this, std::memory_order_release);
        return true;
    }

    void release() {
        const std::lock_guard lock{guard_};
        ahead_ = (now() - steady::now()).count();
        frozen_at_ = runs_by_itself;
        for (auto* waiter : std::exchange(waiting_, {}))
            waiter->wake(*waiter);
    }

    void move_to(time_point moment) {
        const std::lock_guard lock{guard_};
        for (auto* next = earliest(); next != nullptr && next->deadline <= moment;
             next = earliest()) {
            step_to(next->deadline);
            std::erase(waiting_, next);
            next->wake(*next);
        }
        step_to(moment);
    }

    [[nodiscard]] std::optional<time_point> next_deadline() const {
        const std::lock_guard lock{guard_};
        const auto next = earliest();
        return next != nullptr ? std::optional{next->deadline} : std::nullopt;
    }

    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard lock{guard_};
        return static_cast<std::size_t>(std::ranges::count_if(waiting_, [](const auto* waiter) {
            return waiter->deadline != time_point::max();
        }));
    }

private:
    [[nodiscard]] awaitgram::detail::clock_waiter* earliest() const {
        awaitgram::detail::clock_waiter* first = nullptr;
        for (auto* waiter : waiting_)
            if (waiter->deadline != time_point::max() &&
                (first == nullptr || waiter->deadline < first->deadline))
                first = waiter;
        return first;
    }

    [[nodiscard]] bool frozen() const { return frozen_at_ != runs_by_itself; }

    void step_to(time_point moment) {
        frozen_at_ = std::max(frozen_at_.load(), moment.time_since_epoch().count());
    }

    static constexpr auto runs_by_itself = duration::min().count();

    mutable std::mutex guard_;
    std::atomic<duration::rep> frozen_at_ = runs_by_itself;
    /// How far this time is before the real one while it runs by itself.
    std::atomic<duration::rep> ahead_ = 0;
    std::vector<awaitgram::detail::clock_waiter*> waiting_;
};

/// The clock that lives.
inline std::atomic<clock*> current_clock{nullptr};

struct participants {
    std::recursive_mutex guard; // a participant may run what adds another one
    std::vector<clock_participant*> all;

    [[nodiscard]] static participants& instance() {
        static participants here;
        return here;
    }

    [[nodiscard]] bool none() {
        const std::lock_guard lock{guard};
        return all.empty();
    }

    [[nodiscard]] std::size_t settle() {
        const std::lock_guard lock{guard};
        std::size_t ran = 0;
        for (std::size_t at = 0; at < all.size(); ++at)
            ran += all[at]->settle();
        return ran;
    }
};

/// Runs what is ready until nothing is, or until `done`, which it returns.
inline bool run_ready(asio::io_context& context, const std::function<bool()>& done) {
    // The kernel carries bytes between sockets of one process at once, but not always within the call that sends them.
    constexpr auto quiet_rounds = 3;
    const hang_guard guard;
    for (auto quiet = 0; quiet < quiet_rounds;) {
        const auto held = awaitgram::detail::clock_holds.load(std::memory_order_acquire) > 0;
        std::size_t ran = 0;
        if (held || (quiet == quiet_rounds - 1 && !participants::instance().none()))
            ran += run_briefly(context);
        context.restart();
        while (!done() && context.poll_one() != 0) {
            ++ran;
            guard.check("what is ready has no end");
        }
        if (done())
            return true;
        ran += participants::instance().settle();
        quiet = held || ran != 0 ? 0 : quiet + 1;
        guard.check("work outside of executors, or what is ready, has no end");
    }
    return false;
}

/// Why a wait ended.
enum class wait_end : std::uint8_t { condition_holds, limit_passed, no_more_work };

/// As clock::run_until, without exceptions for a condition that does not hold, apart from that of a hang.
inline wait_end run_until_limit(
    asio::io_context& context,
    const std::function<bool()>& condition,
    monotonic_clock::duration limit
) {
    auto& time = controlled_time::instance();
    const auto end = monotonic_clock::now() + limit;
    auto holds =
        false; // asked once more, a condition that takes what it finds would not hold any more
    const std::function<bool()> done = [&] { return holds = holds || condition(); };
    hang_guard guard;
    while (!run_ready(context, done)) {
        if (context.stopped())
            return wait_end::no_more_work;
        if (const auto next = time.next_deadline(); next && *next <= end) {
            time.move_to(*next);
            guard.restart();
        } else if (next) {
            return wait_end::limit_passed;
        } else if (run_briefly(context) != 0) {
            guard.restart();
        } else {
            guard.check("nothing happens, no deadline is left, and the condition does not hold");
        }
    }
    return wait_end::condition_holds;
}

} // namespace detail

AWAITGRAM_DECL clock::clock() {
    [[maybe_unused]] const auto only_one = detail::controlled_time::instance().freeze();
    assert(only_one);
    detail::current_clock = this;
}

AWAITGRAM_DECL clock::~clock() {
    detail::current_clock = nullptr;
    detail::controlled_time::instance().release();
}

AWAITGRAM_DECL clock* clock::current() noexcept {
    return detail::current_clock;
}

AWAITGRAM_DECL void clock::advance(duration step) {
    detail::controlled_time::instance().move_to(now() + step);
}

AWAITGRAM_DECL std::size_t clock::waiting() const {
    return detail::controlled_time::instance().waiting();
}

AWAITGRAM_DECL void clock::settle(asio::io_context& context) {
    static_cast<void>(detail::run_ready(context, [] { return false; }));
}

AWAITGRAM_DECL void clock::run_until(
    asio::io_context& context, const std::function<bool()>& condition, duration limit
) {
    switch (detail::run_until_limit(context, condition, limit)) {
    case detail::wait_end::condition_holds:
        break;
    case detail::wait_end::limit_passed:
        throw std::runtime_error("the condition does not hold within the limit of the clock");
    case detail::wait_end::no_more_work:
        throw std::runtime_error("the context has no more work, but the condition does not hold");
    }
}

AWAITGRAM_DECL void clock::run_to_end(asio::io_context& context, duration limit) {
    // Only a context that has no work is stopped when nothing was ready.
    run_until(
        context, [&context] { return context.stopped(); }, limit
    );
}

AWAITGRAM_DECL void clock::pass(asio::io_context& context, duration step) {
    auto& time = detail::controlled_time::instance();
    const auto end = now() + step;
    settle(context);
    while (now() < end) {
        const auto next = time.next_deadline();
        time.move_to(next ? std::min(*next, end) : end);
        settle(context);
    }
}

AWAITGRAM_DECL void clock_participant::join() {
    auto& others = detail::participants::instance();
    const std::lock_guard lock{others.guard};
    others.all.push_back(this);
}

AWAITGRAM_DECL void clock_participant::leave() noexcept {
    auto& others = detail::participants::instance();
    const std::lock_guard lock{others.guard};
    std::erase(others.all, this);
}

} // namespace awaitgram::testing
