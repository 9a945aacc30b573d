// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/media/probe.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tests {

/// What was read of a file.
struct reads {
    std::uint64_t bytes = 0;
    std::uint64_t calls = 0;
};

/// Probes a file in memory that claims to have a size.
inline awaitgram::media::file_facts probe_sized(
    std::string_view file,
    std::uint64_t size,
    reads& made,
    const awaitgram::media::probe_limits& limits = {}
) {
    const auto read = [&](std::uint64_t at, std::span<std::byte> to) {
        ++made.calls;
        const auto from =
            file.substr(static_cast<std::size_t>(std::min<std::uint64_t>(at, file.size())));
        const auto count = std::min(from.size(), to.size());
        std::ranges::copy(std::as_bytes(std::span(from.substr(0, count))), to.begin());
        made.bytes += count;
        return count;
    };
    return awaitgram::media::probe(read, size, {}, limits);
}

inline awaitgram::media::file_facts
probed(std::string_view file, const awaitgram::media::probe_limits& limits = {}) {
    reads made;
    return probe_sized(file, file.size(), made, limits);
}

} // namespace tests
