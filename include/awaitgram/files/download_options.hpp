// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/files/progress.hpp>

#include <cstddef>
#include <type_traits>

namespace awaitgram::files {

struct download_options {
    /// Told how much is written.
    progress_ref progress{};
    /// How many parts of 512 KiB are under way at the same time.
    std::size_t most_parts = 8;
};

static_assert(std::is_trivially_destructible_v<download_options>);

} // namespace awaitgram::files
