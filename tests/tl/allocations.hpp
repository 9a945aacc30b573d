// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace support {

/// Allocations since the program's start; counted by a replaced `operator new`.
std::size_t allocations() noexcept;

/// Allocations minus deallocations.
std::size_t live_allocations() noexcept;

/// While it lives, the allocation after `allowed` more ones fails.
class failing_allocations {
public:
    explicit failing_allocations(std::size_t allowed) noexcept;
    ~failing_allocations();
};

} // namespace support
