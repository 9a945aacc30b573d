// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>

#include <asio/error.hpp>

#include <exception>
#include <string>
#include <system_error>

namespace awaitgram {

/// The message of an exception, on one line.
[[nodiscard]] inline std::string describe(const std::exception_ptr& error) {
    if (!error)
        return "no error";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

namespace detail {

/// Whether an exception is that of an operation that was cancelled.
[[nodiscard]] inline bool is_cancellation(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::system_error& known) {
        return known.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace detail

/// Completion handler for `asio::co_spawn` that prints the exception of a coroutine as one line on standard error.
struct report_errors_t {
    template <class... Results>
    void operator()(std::exception_ptr error, Results&&...) const {
        if (error)
            print(error);
    }

private:
    static void print(const std::exception_ptr& error) {
        log_to_stderr()(log_level::error, describe(error));
    }
};

/// `asio::co_spawn(io, serve(account), awaitgram::report_errors)`
inline constexpr report_errors_t report_errors{};

} // namespace awaitgram
