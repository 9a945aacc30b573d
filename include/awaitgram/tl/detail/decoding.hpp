// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/arena.hpp>
#include <awaitgram/tl/detail/descriptor.hpp>
#include <awaitgram/tl/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <new>

// With AWAITGRAM_TL_CHECKED_ARENA each allocation in an arena is a separate block, so that AddressSanitizer detects
// every overflow.

namespace awaitgram::tl::detail {

/// The limit of nested boxes, structs and vectors.
inline constexpr int most_depth = 128;

/// One level of the path to an error: a member of a struct or, if `type` is null, an item of a vector.
struct trace_step {
    const descriptor* type;
    std::size_t index;
};

/// State that stays the same, or rarely changes, while a frame is decoded.
struct decoding {
    const std::uint8_t* end;
    /// The free part of the arena's current block.
    char* free = nullptr;
    char* limit = nullptr;
    arena_block* blocks = nullptr;
    /// Bytes that may still be allocated.
    std::size_t budget;

    /// The first error, and its position.
    errc error{};
    const std::uint8_t* error_at = nullptr;
    /// The path to it, innermost first.
    std::size_t trace_size = 0;
    trace_step trace[2 * most_depth + 4];

    decoding(byte_view input, std::size_t allowed) noexcept
        : end(input.data() + input.size()), budget(allowed) {}
};

/// The position of the decoder in the frame; null after an error.
using cursor = const std::uint8_t*;

[[gnu::cold, gnu::noinline]] inline cursor
fail(decoding& state, const std::uint8_t* at, errc error) noexcept {
    state.error = error;
    state.error_at = at;
    return nullptr;
}

/// Records the path to an error while the calls return: an item of a vector, ...
[[gnu::cold, gnu::noinline]] inline cursor
failed_in_item(decoding& state, std::size_t index) noexcept {
    if (state.trace_size < std::size(state.trace))
        state.trace[state.trace_size++] = {nullptr, index};
    return nullptr;
}

/// ... or a member of a struct.
[[gnu::cold, gnu::noinline]] inline cursor
failed_in(decoding& state, const descriptor& type, const op& step) noexcept {
    if (state.trace_size < std::size(state.trace))
        state.trace[state.trace_size++] = {&type, static_cast<std::size_t>(&step - type.ops)};
    return nullptr;
}

/// A member that cannot be read.
[[gnu::cold, gnu::noinline]] inline cursor fail_in(
    decoding& state, const std::uint8_t* at, errc error, const descriptor& type, const op& step
) noexcept {
    fail(state, at, error);
    return failed_in(state, type, step);
}

[[gnu::always_inline]] inline std::size_t left(const decoding& state, cursor at) noexcept {
    return static_cast<std::size_t>(state.end - at);
}

/// Zeros are written in steps of this many bytes. Each block has as many extra bytes at its end, so that the last step
/// may exceed it.
inline constexpr std::size_t zeroed_at_once = 64;

/// Adds a block with room for `size` bytes; null, with the error recorded, if the budget is exhausted.
[[gnu::cold, gnu::noinline]] inline char* add_block(decoding& state, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    const auto bytes = size + sizeof(arena_block);
#else
    const auto least = size + sizeof(arena_block) + zeroed_at_once;
    auto bytes = least;
    if (const auto* const newest = state.blocks) {
        const auto quick = newest->next == nullptr && newest->size <= quick_block;
        bytes = quick ? quick_block : newest->size * 2;
    }
    if (bytes > largest_block)
        bytes = largest_block;
    if (bytes > state.budget || bytes < least)
        bytes = least;
#endif
    if (bytes > state.budget) {
        state.error = errc::too_large;
        return nullptr;
    }
    auto* const raw = ::operator new(bytes, std::nothrow);
    if (raw == nullptr) {
        state.error = errc::out_of_memory;
        return nullptr;
    }
    state.budget -= bytes;
    state.blocks = ::new (raw) arena_block{state.blocks, bytes};
#ifndef AWAITGRAM_TL_CHECKED_ARENA
    state.limit = static_cast<char*>(raw) + bytes - zeroed_at_once;
#endif
    return static_cast<char*>(raw) + sizeof(arena_block);
}

/// Allocates `size` bytes (a multiple of 8) in the arena; null on failure.
[[gnu::always_inline]] inline char* allocate(decoding& state, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    return add_block(state, size);
#else
    auto* taken = state.free;
    if (static_cast<std::size_t>(state.limit - taken) < size) [[unlikely]] {
        taken = add_block(state, size);
        if (taken != nullptr)
            state.free = taken + size;
        return taken;
    }
    state.free = taken + size;
    // Saves the callers' test on the fast path.
    if (taken == nullptr)
        __builtin_unreachable();
    return taken;
#endif
}

/// Zeros the newest allocation from `target` on, faster than a call for the usual sizes.
[[gnu::always_inline]] inline void zero_newest(char* target, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    std::memset(target, 0, size);
#else
    // The memory after it is still free.
    auto* const end = target + size;
    do {
        std::memset(target, 0, zeroed_at_once);
        target += zeroed_at_once;
    } while (target < end);
#endif
}

constexpr std::size_t round_up(std::size_t size, std::size_t unit) noexcept {
    return (size + unit - 1) & ~(unit - 1);
}

template <class T>
[[gnu::always_inline]] inline void store(char* target, T value) noexcept {
    std::memcpy(target, &value, sizeof value);
}

/// Constructs a text or vector in place that borrows its memory.
[[gnu::always_inline]] inline void
store_borrowed(char* target, const void* data, std::size_t size) noexcept {
    store(target, data);
    store(target + sizeof data, std::uint64_t{size});
}

} // namespace awaitgram::tl::detail
