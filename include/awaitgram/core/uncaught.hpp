// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace awaitgram {

/// Has an exception that nobody catches end the program with one line on standard error and exit code 1, not with an abort.
///
/// What a program's main calls before anything runs (its environment, its session) calls this just before it throws.
inline void report_if_uncaught() noexcept {
    std::set_terminate([] {
        const auto error = std::current_exception();
        if (!error)
            std::abort();
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& known) {
            std::fprintf(stderr, "awaitgram: %s\n", known.what());
        } catch (...) {
            std::fprintf(stderr, "awaitgram: an exception that is no std::exception\n");
        }
        std::fflush(nullptr);
        std::_Exit(1);
    });
}

} // namespace awaitgram
