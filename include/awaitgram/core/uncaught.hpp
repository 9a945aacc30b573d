// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/printable.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

namespace awaitgram {

namespace detail {

/// The exception that ends the program with one line, and the program's own handler for all others.
struct uncaught_state {
    std::exception_ptr reported{};
    std::terminate_handler before = nullptr;
};

inline uncaught_state& uncaught() noexcept {
    static uncaught_state state;
    return state;
}

[[noreturn]] inline void end_with_one_line() noexcept {
    const auto error = std::current_exception();
    if (!error || error != uncaught().reported) {
        if (uncaught().before != nullptr)
            uncaught().before();
        std::abort();
    }
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        std::fprintf(stderr, "awaitgram: %s\n", printable(known.what()).c_str());
    } catch (...) {
        std::fprintf(stderr, "awaitgram: an exception that is not a std::exception\n");
    }
    std::fflush(nullptr);
    std::_Exit(1);
}

} // namespace detail

/// Throws an exception that, if it is not caught, ends the program with one line on standard error and exit code 1
/// instead of an abort. For all other exceptions the program's terminate handler is called.
///
/// For functions that main calls before anything runs, such as those that read the environment or open a session.
[[noreturn]] inline void throw_reported(std::exception_ptr error) {
    detail::uncaught().reported = error;
    if (std::get_terminate() != &detail::end_with_one_line)
        detail::uncaught().before = std::set_terminate(&detail::end_with_one_line);
    std::rethrow_exception(std::move(error));
}

/// As above, for a new exception.
template <class Exception>
[[noreturn]] void throw_reported(Exception error) {
    throw_reported(std::make_exception_ptr(std::move(error)));
}

} // namespace awaitgram
