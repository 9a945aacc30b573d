// SPDX-License-Identifier: MIT
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace awaitgram::testing::detail {

/// Ends a test that hangs. Real time, because time under control may stand still: never the reason why a test passes.
class hang_guard {
public:
    static constexpr auto patience = std::chrono::seconds{20};

    void restart() { deadline_ = clock::now() + patience; }

    [[nodiscard]] bool over() const { return clock::now() > deadline_; }

    /// Throws std::runtime_error when it took too long.
    void check(const char* problem) const {
        if (over())
            throw std::runtime_error(std::string{problem} + " (20 seconds of real time)");
    }

private:
    using clock = std::chrono::steady_clock;

    clock::time_point deadline_ = clock::now() + patience;
};

/// Runs one handler, for which it waits a millisecond of real time at most; returns how many ran.
inline std::size_t run_briefly(asio::io_context& context) {
    const auto waits_without_work = asio::make_work_guard(context);
    context.restart();
    return context.run_one_for(std::chrono::milliseconds{1});
}

/// Runs a context until it has no more work; false when it hangs.
inline bool run_guarded_to_end(
    asio::io_context& context, std::chrono::seconds patience = hang_guard::patience
) {
    context.restart();
    context.run_for(patience);
    return context.stopped();
}

/// Runs a context until `done` holds; false when it hangs. What `done` asks about may change on other threads, too.
template <class Done>
bool run_guarded(asio::io_context& context, Done done) {
    const hang_guard guard;
    while (!done()) {
        if (guard.over())
            return false;
        run_briefly(context);
    }
    return true;
}

} // namespace awaitgram::testing::detail
