// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/frame.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace awaitgram::tl::detail {

/// One block of an arena's memory.
struct arena_block {
    arena_block* next;
    std::size_t size;
};

/// A decoded value: its frame and all its memory, freed with the last owner.
///
/// It is at the start of the arena's first block.
struct arena {
    std::atomic<std::uint32_t> owners{1};
    frame source;
    /// The newest block first.
    arena_block* blocks = nullptr;
    /// The decoded value.
    void* root = nullptr;
};

/// glibc allocates blocks of up to this size from a thread-local list, several times faster than larger ones.
inline constexpr std::size_t quick_block = 1032;

/// The first block has at most this many bytes. Each further one is twice as large as the last (but one quick block
/// follows another), up to the second limit, unless a single array needs more.
inline constexpr std::size_t largest_first_block = 256 * 1024;
inline constexpr std::size_t largest_block = 4096 * 1024;

/// From this size on, a block takes at least `unmapped_block` bytes, which cost nothing until they are used. A block of
/// that size makes glibc keep freed memory, while it would return smaller ones to the system each time.
inline constexpr std::size_t trimmed_block = 48 * 1024;
inline constexpr std::size_t unmapped_block = 160 * 1024;

/// The memory limit of a decoded value: for each byte of its frame, and a constant.
///
/// The worst legitimate ratio in Telegram's schema is 20.
inline constexpr std::size_t budget_per_byte = 32;
inline constexpr std::size_t least_budget = 16 * 1024;

inline void drop(arena* target) noexcept {
    if (target == nullptr || target->owners.fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    auto* block = target->blocks;
    target->~arena();
    while (block != nullptr) {
        auto* const next = block->next;
        ::operator delete(block);
        block = next;
    }
}

/// A counted pointer to an arena.
class arena_owner {
public:
    arena_owner() noexcept = default;
    explicit arena_owner(arena* taken) noexcept : arena_(taken) {}
    arena_owner(arena_owner&& other) noexcept : arena_(std::exchange(other.arena_, nullptr)) {}
    arena_owner(const arena_owner& other) noexcept : arena_(other.arena_) {
        if (arena_ != nullptr)
            arena_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    arena_owner& operator=(arena_owner other) noexcept {
        std::swap(arena_, other.arena_);
        return *this;
    }
    ~arena_owner() { drop(arena_); }

    arena* get() const noexcept { return arena_; }

private:
    arena* arena_ = nullptr;
};

} // namespace awaitgram::tl::detail
