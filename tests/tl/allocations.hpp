// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace support {

/// The number of allocations since program start, counted by a replaced `operator new`.
std::size_t allocations() noexcept;

/// The number of allocations minus deallocations.
std::size_t live_allocations() noexcept;

/// While it lives, the allocation after `allowed` more fails.
class failing_allocations {
public:
    explicit failing_allocations(std::size_t allowed) noexcept;
    ~failing_allocations();
};

} // namespace support
