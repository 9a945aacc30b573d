// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/printable.hpp>
#include <awaitgram/files/terminal_bar.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace awaitgram {

namespace files {

namespace detail {

/// A number of bytes as people read it: three digits and a unit.
[[nodiscard]] inline std::string readable_bytes(double bytes) {
    constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < units.size()) {
        bytes /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    std::snprintf(
        text.data(),
        text.size(),
        unit == 0 || bytes >= 99.95 ? "%.0f %s" : "%.1f %s",
        bytes,
        units[unit]
    );
    return text.data();
}

/// Minutes and seconds, or hours before them.
[[nodiscard]] inline std::string readable_time(std::int64_t seconds) {
    std::array<char, 48> text{};
    const auto hours = static_cast<long long>(seconds / 3600);
    const auto minutes = static_cast<int>(seconds / 60 % 60);
    const auto rest = static_cast<int>(seconds % 60);
    if (hours > 0)
        std::snprintf(text.data(), text.size(), "%lld:%02d:%02d", hours, minutes, rest);
    else
        std::snprintf(text.data(), text.size(), "%d:%02d", minutes, rest);
    return text.data();
}

} // namespace detail

AWAITGRAM_DECL std::string progress_line(
    std::string_view title, progress state, std::int64_t moved, std::chrono::milliseconds taken
) {
    constexpr std::size_t width = 24;
    std::string line{title};
    if (!line.empty())
        line += ' ';
    const auto done = std::max<std::int64_t>(state.done, 0);
    if (state.total > 0) {
        const auto share =
            std::min(static_cast<double>(done) / static_cast<double>(state.total), 1.0);
        const auto filled = static_cast<std::size_t>(share * width);
        std::array<char, 16> percent{};
        std::snprintf(percent.data(), percent.size(), "%3d %%", static_cast<int>(share * 100));
        line += '[' + std::string(filled, '#') + std::string(width - filled, ' ') + "] ";
        line += percent.data();
    } else {
        line += detail::readable_bytes(static_cast<double>(done));
    }
    if (moved <= 0 || taken.count() <= 0)
        return line;
    const auto speed = static_cast<double>(moved) * 1000 / static_cast<double>(taken.count());
    line += "  " + detail::readable_bytes(speed) + "/s";
    if (state.total <= 0)
        return line;
    constexpr double longest = 1'000'000;
    const auto left = static_cast<double>(std::max<std::int64_t>(state.total - done, 0)) / speed;
    if (left < longest)
        line += "  " + detail::readable_time(static_cast<std::int64_t>(left + 0.5));
    return line;
}

} // namespace files

AWAITGRAM_DECL terminal_bar::terminal_bar(std::string_view title, std::FILE* to)
    : title_(printable(title)), to_(to),
#if __has_include(<unistd.h>)
      terminal_(::isatty(::fileno(to)) == 1)
#else
      terminal_(false)
#endif
{
}

AWAITGRAM_DECL void terminal_bar::operator()(files::progress state) {
    const auto now = monotonic_clock::now();
    if (done_ < 0 || state.done < done_) { // the first report of a transfer
        begun_ = now;
        done_at_begin_ = state.done;
        tenths_ = 0;
    }
    done_ = state.done;
    const auto ended = state.total > 0 && state.done >= state.total;
    const auto tenths = state.total > 0 ? static_cast<int>(state.done * 10 / state.total) : 0;
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
    auto line = files::progress_line(title_, state, state.done - done_at_begin_, taken);
    if (terminal_) {
        const auto columns = line.size();
        line.insert(0, 1, '\r');
        if (columns < columns_)
            line.append(columns_ - columns, ' ');
        columns_ = ended ? 0 : columns;
        if (ended)
            line += '\n';
    } else if (tenths > tenths_ || ended) {
        line += '\n';
    } else {
        return;
    }
    tenths_ = tenths;
    if (ended)
        done_ = -1;
    std::fwrite(line.data(), 1, line.size(), to_);
    std::fflush(to_);
}

} // namespace awaitgram
