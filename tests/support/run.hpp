// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/task.hpp>

#include <asio/io_context.hpp>

#include <exception>
#include <functional>
#include <system_error>
#include <utility>

namespace awaitgram::tests {

/// Runs a coroutine to its end on a context of its own; throws what it throws.
inline void run(std::function<awaitable<void>()> body) {
    asio::io_context context;
    std::exception_ptr failed;
    const task running{
        context.get_executor(), body(), [&failed](const auto& error) { failed = error; }};
    context.run();
    if (failed)
        std::rethrow_exception(failed);
}

/// The code of the std::system_error that a coroutine ends with; no error when it returns.
inline std::error_code error_of(std::function<awaitable<void>()> body) {
    try {
        run(std::move(body));
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace awaitgram::tests
