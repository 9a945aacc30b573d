// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

// Counts the bytes that this program copies in memory. Included by one source file of a program: its `memcpy` and `memmove` take the place of
// those of the C library.

namespace support {

/// Shorter copies are of headers and the like.
inline constexpr std::size_t least_counted = 512;

inline std::atomic<std::uint64_t> copied_bytes{0};

inline void count_copy(std::size_t size) noexcept {
    if (size >= least_counted)
        copied_bytes.fetch_add(size, std::memory_order_relaxed);
}

} // namespace support

// What the C library has under names that are not replaced.
extern "C" void* __memcpy_chk(void*, const void*, std::size_t, std::size_t) noexcept;
extern "C" void* __memmove_chk(void*, const void*, std::size_t, std::size_t) noexcept;

extern "C" void* memcpy(void* to, const void* from, std::size_t size) noexcept {
    support::count_copy(size);
    return __memcpy_chk(to, from, size, SIZE_MAX);
}

extern "C" void* memmove(void* to, const void* from, std::size_t size) noexcept {
    support::count_copy(size);
    return __memmove_chk(to, from, size, SIZE_MAX);
}
