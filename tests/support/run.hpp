// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>

#include <asio/io_context.hpp>

#include <exception>
#include <functional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace awaitgram::tests {

/// Runs a context until it has no more work, in controlled time if there is a testing::clock; throws if it hangs.
inline void run_to_end(asio::io_context& context) {
    if (auto* time = testing::clock::current())
        time->run_to_end(context);
    else if (!testing::detail::run_guarded_to_end(context))
        throw std::runtime_error("the context still has work after 20 seconds");
}

/// Runs a context until `condition` holds, in controlled time if there is a testing::clock; throws if it hangs.
inline void run_until(asio::io_context& context, const std::function<bool()>& condition) {
    if (auto* time = testing::clock::current())
        time->run_until(context, condition);
    else if (!testing::detail::run_guarded(context, condition))
        throw std::runtime_error("the condition does not hold after 20 seconds");
}

/// Polls a condition that depends on another process; false if it never holds.
inline bool poll_until(const std::function<bool()>& condition) {
    asio::io_context idle;
    return testing::detail::run_guarded(idle, condition);
}

/// Runs a coroutine to its end on a new context; rethrows its exception.
inline void run(std::function<awaitable<void>()> body) {
    asio::io_context context;
    std::exception_ptr failed;
    const task running{
        context.get_executor(), body(), [&failed](const auto& error) { failed = error; }};
    if (auto* time = testing::clock::current())
        time->run_to_end(context);
    else
        context.run();
    if (failed)
        std::rethrow_exception(failed);
}

/// The code of the std::system_error that a coroutine throws; no error if it returns.
inline std::error_code error_of(std::function<awaitable<void>()> body) {
    try {
        run(std::move(body));
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace awaitgram::tests
