// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/tl/detail/decoder.hpp>
#include <awaitgram/tl/detail/line.hpp>
#include <awaitgram/tl/encode.hpp>
#include <awaitgram/tl/reply.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace awaitgram::tl {

namespace detail {

/// The path of members and indices to an error, outermost first.
[[gnu::cold]] inline std::string path_of(const decoding& state) {
    std::string path;
    for (auto at = state.trace_size; at != 0;) {
        const auto& step = state.trace[--at];
        if (step.type == nullptr) {
            path += '[' + std::to_string(step.index) + ']';
        } else if (step.type->line != nullptr) {
            if (!path.empty())
                path += '.';
            path += field_name(*step.type, step.type->ops[step.index]);
        }
    }
    return path;
}

/// Reads the only value of a frame.
inline cursor read_root(decoding& state, type_ref type, char* root, cursor at) noexcept {
    if (type.shape.step.what == kind::box) [[likely]]
        return read_box(state, type.shape.constructors(), root, at, most_depth - 1);
    const auto around = descriptor_around(type);
    at = read_members(state, around, root, at, most_depth);
    // The outermost step of the path is into this struct, which has no name, so the path ends here.
    if (at == nullptr)
        --state.trace_size;
    return at;
}

/// Frees the blocks of a failed decode.
inline void free_blocks(arena_block* block) noexcept {
    while (block != nullptr) {
        auto* const next = block->next;
        ::operator delete(block);
        block = next;
    }
}

/// Room for the arena's own data and for the usual size of a decoded frame of `size` bytes: small enough for the
/// allocator's fast path if the frame is small, and in one block if it is large.
inline std::size_t first_block(std::size_t size) noexcept {
    const std::size_t factor = size < 4096 ? 2 : 4;
    const auto usual = round_up(sizeof(arena) + 192 + size * factor, 16);
    // Two quick blocks are allocated faster than one that is not.
    if (usual < 2 * quick_block)
        return std::min(usual, quick_block - sizeof(arena_block) - zeroed_at_once);
    if (usual < trimmed_block)
        return usual;
    return std::clamp(usual, unmapped_block, largest_first_block);
}

} // namespace detail

/// Decodes a frame as a value of the type `type`; an empty reply, with `error` set, if it is not one.
///
/// It throws only if there is no memory for the text of an error, never reads outside the frame, nests at most 128
/// levels, and uses at most 32 bytes of memory for each byte of the frame, plus 16 KB.
[[nodiscard]] inline raw_reply decode_raw(type_ref type, frame source, decode_error& error) {
    const auto input = source.bytes();
    detail::decoding state(input, input.size() * detail::budget_per_byte + detail::least_budget);
    const auto root_size = detail::round_up(type.size, 16);
    const auto failed = [&](std::size_t offset) {
        detail::free_blocks(state.blocks);
        error = {state.error, offset, detail::path_of(state)};
        return raw_reply{};
    };
    detail::cursor at = input.data();
    static constexpr std::uint8_t no_bytes = 0;
    if (at == nullptr)
        state.end = at = &no_bytes;
    const auto* const begin = at;
    state.free = detail::add_block(
        state, std::max(detail::first_block(input.size()), sizeof(detail::arena) + root_size)
    );
    if (state.free == nullptr)
        return failed(0);
    auto* const memory = detail::allocate(state, detail::round_up(sizeof(detail::arena), 16));
    auto* const root = detail::allocate(state, root_size);
    if (memory == nullptr || root == nullptr)
        return failed(0);
    at = detail::read_root(state, type, root, at);
    if (at == nullptr)
        return failed(static_cast<std::size_t>(state.error_at - begin));
    if (at != state.end) {
        state.error = errc::trailing_bytes;
        return failed(static_cast<std::size_t>(at - begin));
    }
    auto* const arena = ::new (memory) detail::arena;
    arena->source = std::move(source);
    arena->blocks = state.blocks;
    arena->root = root;
    return raw_reply(detail::arena_owner(arena));
}

/// Decodes a whole frame as a `T`: a struct (preceded by its id), a boxed type, a vector, a number, a text, `bool` or
/// `any`.
///
/// Errors: `decode_error` with errc::truncated and others of `errc`, the offset and the path to the member.
template <class T>
[[nodiscard]] result<reply<T>, decode_error> decode(frame source) {
    decode_error error;
    auto raw = decode_raw(type_of<T>(), std::move(source), error);
    if (!raw)
        return failure(std::move(error));
    return reply<T>(std::move(raw));
}

} // namespace awaitgram::tl
