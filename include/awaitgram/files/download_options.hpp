// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/files/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace awaitgram::files {

struct download_options {
    /// Told how much is written.
    progress_ref progress{};
    /// How many parts of 512 KiB are under way at the same time.
    std::size_t most_parts = 8;
    /// A file with more bytes is refused with errc::too_large: when its size is known before anything is asked for, and else when so many
    /// are there. 0 for no limit.
    std::int64_t most_bytes = 0;
    /// Of downloads to a path: whether the incomplete file is kept when the download ends early, with another beside it that says which
    /// parts are there, and whether one that was kept of the same file is continued. Parts on the disk are compared with Telegram's hashes,
    /// where it has some; those that differ come anew. A file of unknown size is not kept.
    bool resume = false;
};

static_assert(std::is_trivially_destructible_v<download_options>);

} // namespace awaitgram::files
