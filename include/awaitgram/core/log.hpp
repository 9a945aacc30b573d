// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/printable.hpp>

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The severity of a log line.
enum class log_level { debug, info, warning, error };

/// Receives log lines; they never hold keys, codes, passwords, tokens or message texts.
using log_sink = std::function<void(log_level, std::string_view)>;

/// Writes warnings and errors to standard error, each as one line; see `printable`.
[[nodiscard]] inline log_sink log_to_stderr(log_level least = log_level::warning) {
    return [least](log_level level, std::string_view line) {
        if (level >= least)
            std::fprintf(stderr, "awaitgram: %s\n", printable(line).c_str());
    };
}

/// A sink that swallows the exceptions of another one: a log that cannot be written must not end the work it is about. An empty
/// sink stays empty.
[[nodiscard]] inline log_sink contained(log_sink sink) {
    if (!sink)
        return sink;
    return [sink = std::move(sink)](log_level level, std::string_view line) {
        try {
            sink(level, line);
        } catch (...) {
            // There is no other place to report it to.
        }
    };
}

} // namespace awaitgram
