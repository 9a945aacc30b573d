// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/files/progress.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace awaitgram {

/// Shows the progress of a transfer on a terminal, with its speed and the time that is left: `[####    ]  50 %  1.2 MB/s  0:07`. Where it
/// is no terminal but a file or a pipe, it writes a line for every tenth of the transfer.
///
/// `terminal_bar bar; co_await message.download("a.mp4", {.progress = bar});`. One bar is for one transfer at a time, and begins again with
/// the next.
class terminal_bar {
public:
    /// `title` is shown before the bar, without characters that command terminals. `to` is a stream of the C library that outlives the bar.
    explicit terminal_bar(std::string_view title = {}, std::FILE* to = stderr);

    void operator()(files::progress state);

private:
    std::string title_;
    std::FILE* to_;
    bool terminal_;
    monotonic_clock::time_point begun_{};
    std::int64_t done_at_begin_ = 0;
    std::int64_t done_ = -1;
    int tenths_ = 0;
    std::size_t columns_ = 0;
};

namespace files {

/// The line of a transfer that has taken so long for `moved` bytes.
[[nodiscard]] std::string progress_line(
    std::string_view title, progress state, std::int64_t moved, std::chrono::milliseconds taken
);

} // namespace files

} // namespace awaitgram
