// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace fuzz {

/// What `operator new` has given since the last call of `start_metering`.
struct allocated {
    /// All bytes that were asked for.
    std::size_t requested = 0;
    /// The most that was in use at once, with what the allocator rounds up to; exact under AddressSanitizer.
    std::size_t peak = 0;
};

void start_metering() noexcept;
allocated metered() noexcept;

} // namespace fuzz
