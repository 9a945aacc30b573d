// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

namespace awaitgram::testing {

/// While one lives, time stands still for the whole library and moves only as the test says.
///
/// Deadlines, pauses and time-outs that take hours pass in microseconds, and nothing depends on the speed of the machine:
/// time moves only when all that could be done without it is done, on the given context, in the servers of this process
/// and on the threads that wait for disks. Create it before what it controls. One at a time in a process.
/// ```cpp
/// awaitgram::testing::clock time;
/// time.run_until(context, [&] { return answered; });
/// time.pass(context, 1h);
/// ```
class clock {
public:
    using duration = monotonic_clock::duration;
    using time_point = monotonic_clock::time_point;

    clock();
    clock(const clock&) = delete;
    clock& operator=(const clock&) = delete;
    /// Time runs by itself again, from where it is.
    ~clock();

    /// The one that lives; null when time runs by itself.
    [[nodiscard]] static clock* current() noexcept;

    [[nodiscard]] time_point now() const noexcept { return monotonic_clock::now(); }

    /// Moves time and wakes what is due, in the order of the deadlines; what wakes runs when its context does.
    void advance(duration step);

    /// The number of waits with a deadline.
    [[nodiscard]] std::size_t waiting() const;

    /// Runs everything that is ready, without moving time.
    void settle(asio::io_context& context);

    /// Runs the context until `condition` holds, and moves time to the next deadline whenever nothing is ready.
    ///
    /// Errors: std::runtime_error when `limit` of this clock passes, or when nothing that happens could change anything.
    void run_until(
        asio::io_context& context,
        const std::function<bool()>& condition,
        duration limit = std::chrono::hours{24}
    );

    /// Runs the context until it has no more work, as `run_until`.
    void run_to_end(asio::io_context& context, duration limit = std::chrono::hours{24});

    /// Lets `step` pass on the context, from one deadline to the next, and runs what becomes ready on the way.
    void pass(asio::io_context& context, duration step);
};

} // namespace awaitgram::testing
