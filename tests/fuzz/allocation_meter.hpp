// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace fuzz {

/// The allocations since the last call of `start_metering`.
struct allocated {
    /// The sum of all requested bytes.
    std::size_t requested = 0;
    /// The peak of bytes in use, including the allocator's rounding; exact under AddressSanitizer.
    std::size_t peak = 0;
};

void start_metering() noexcept;
allocated metered() noexcept;

} // namespace fuzz
