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

// With AWAITGRAM_TL_CHECKED_ARENA each piece of an arena is a block of its own, so that AddressSanitizer sees every overflow.

namespace awaitgram::tl::detail {

/// Deepest nesting of boxes, structs and vectors.
inline constexpr int most_depth = 128;

/// One level of the way to an error: a member of a struct, or (when `type` is null) an item of a vector.
struct trace_step {
    const descriptor* type;
    std::size_t index;
};

/// What stays the same, or changes seldom, while a frame is decoded.
struct decoding {
    const std::uint8_t* end;
    /// The free part of the arena's present block.
    char* free = nullptr;
    char* limit = nullptr;
    arena_block* blocks = nullptr;
    /// Bytes that may still be allocated.
    std::size_t budget;

    /// The first error, and where it is.
    errc error{};
    const std::uint8_t* error_at = nullptr;
    /// The way back from there, innermost first.
    std::size_t trace_size = 0;
    trace_step trace[2 * most_depth + 4];

    decoding(byte_view input, std::size_t allowed) noexcept
        : end(input.data() + input.size()), budget(allowed) {}
};

/// Where the decoder is in the frame; null after an error.
using cursor = const std::uint8_t*;

[[gnu::cold, gnu::noinline]] inline cursor
fail(decoding& state, const std::uint8_t* at, errc error) noexcept {
    state.error = error;
    state.error_at = at;
    return nullptr;
}

/// Notes the way to an error while the calls return: an item of a vector, ...
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

/// A member that can't be read.
[[gnu::cold, gnu::noinline]] inline cursor fail_in(
    decoding& state, const std::uint8_t* at, errc error, const descriptor& type, const op& step
) noexcept {
    fail(state, at, error);
    return failed_in(state, type, step);
}

[[gnu::always_inline]] inline std::size_t left(const decoding& state, cursor at) noexcept {
    return static_cast<std::size_t>(state.end - at);
}

/// Zeroes are written in steps of this many bytes; as many lie behind each block's end, so that the last step may go beyond.
inline constexpr std::size_t zeroed_at_once = 64;

/// Another block with room for `size` bytes; null (with the error noted) when the budget is spent.
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

/// Takes `size` bytes (a multiple of 8) of the arena; null when there are none.
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
    // Spares the usual way the callers' test.
    if (taken == nullptr)
        __builtin_unreachable();
    return taken;
#endif
}

/// Zeroes the newest piece of the arena from `target` on, faster than a call for the usual sizes.
[[gnu::always_inline]] inline void zero_newest(char* target, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    std::memset(target, 0, size);
#else
    // What lies beyond is free still.
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

/// Makes a text or vector in place, without owning anything.
[[gnu::always_inline]] inline void
store_borrowed(char* target, const void* data, std::size_t size) noexcept {
    store(target, data);
    store(target + sizeof data, std::uint64_t{size});
}

} // namespace awaitgram::tl::detail
