// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/arena.hpp>
#include <awaitgram/tl/detail/descriptor.hpp>
#include <awaitgram/tl/error.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
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
    /// End of the arena's present block.
    char* limit = nullptr;
    arena_block* blocks = nullptr;
    /// Bytes that may still be allocated.
    std::size_t budget;
    int depth = most_depth;

    /// The first error, and where it is.
    errc error{};
    const std::uint8_t* error_at = nullptr;
    /// The way back from there, innermost first.
    std::size_t trace_size = 0;
    trace_step trace[2 * most_depth + 4];

    decoding(byte_view input, std::size_t allowed) noexcept
        : end(input.data() + input.size()), budget(allowed) {}
};

/// Where the decoder is in the frame and in the arena; `in` is null after an error.
struct cursor {
    const std::uint8_t* in;
    char* free;
};

[[gnu::cold, gnu::noinline]] inline cursor
fail(decoding& state, const std::uint8_t* at, errc error) noexcept {
    state.error = error;
    state.error_at = at;
    return {nullptr, nullptr};
}

/// Notes the way to an error while the calls return.
[[gnu::cold, gnu::noinline]] inline cursor
failed_in(decoding& state, const descriptor* type, std::size_t index) noexcept {
    if (state.trace_size < std::size(state.trace))
        state.trace[state.trace_size++] = {type, index};
    return {nullptr, nullptr};
}

[[gnu::always_inline]] inline std::size_t left(const decoding& state, cursor at) noexcept {
    return static_cast<std::size_t>(state.end - at.in);
}

/// Another block with room for `size` bytes; null (with the error noted) when the budget is spent.
[[gnu::cold, gnu::noinline]] inline char* add_block(decoding& state, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    const auto bytes = size + sizeof(arena_block);
#else
    auto bytes = state.blocks != nullptr ? state.blocks->size * 2 : size + sizeof(arena_block);
    if (bytes > largest_block)
        bytes = largest_block;
    if (bytes > state.budget || bytes < size + sizeof(arena_block))
        bytes = size + sizeof(arena_block);
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
    state.limit = static_cast<char*>(raw) + bytes;
    return static_cast<char*>(raw) + sizeof(arena_block);
}

/// Takes `size` bytes (a multiple of 8) of the arena; null when there are none.
[[gnu::always_inline]] inline char*
allocate(decoding& state, cursor& at, std::size_t size) noexcept {
#ifdef AWAITGRAM_TL_CHECKED_ARENA
    return add_block(state, size);
#else
    if (static_cast<std::size_t>(state.limit - at.free) < size) [[unlikely]] {
        auto* const fresh = add_block(state, size);
        if (fresh == nullptr)
            return nullptr;
        at.free = fresh;
    }
    auto* const taken = at.free;
    at.free += size;
    return taken;
#endif
}

/// Zeroes memory whose size is a multiple of 16, faster than a call for the usual sizes.
[[gnu::always_inline]] inline void zero_16(char* target, std::size_t size) noexcept {
    for (auto* const end = target + size; target != end; target += 16)
        std::memset(target, 0, 16);
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

/// Reads a text.
///
///     | n | n bytes | 0-3 bytes up to a multiple of 4 |                 n < 254
///     | 254 | n: 3 bytes | n bytes | 0-3 bytes up to a multiple of 4 |
[[gnu::always_inline]] inline cursor read_text(decoding& state, char* text, cursor at) noexcept {
    const auto available = left(state, at);
    if (available < 4) [[unlikely]]
        return fail(state, at.in, errc::truncated);
    const auto head = load_le<std::uint32_t>(at.in);
    std::size_t size = head & 0xff;
    auto taken = round_up(size + 1, 4);
    const auto* data = at.in + 1;
    if (size >= 254) [[unlikely]] {
        if (size == 255)
            return fail(state, at.in, errc::bad_length);
        size = head >> 8;
        taken = round_up(size + 4, 4);
        data = at.in + 4;
    }
    if (available < taken) [[unlikely]]
        return fail(state, at.in, errc::truncated);
    store_borrowed(text, data, size);
    at.in += taken;
    return at;
}

inline cursor read_members(decoding& state, const descriptor& type, char* body, cursor at) noexcept;

/// Reads a boxed value into a new node and stores its address at `slot`.
[[gnu::always_inline]] inline cursor
read_box(decoding& state, const box_table& constructors, char* slot, cursor at) noexcept {
    if (left(state, at) < 4) [[unlikely]]
        return fail(state, at.in, errc::truncated);
    const auto* const type = constructors.find(load_le<std::uint32_t>(at.in));
    if (type == nullptr) [[unlikely]]
        return fail(state, at.in, errc::unknown_constructor);
    const auto* const start = at.in;
    at.in += 4;
    if (type->empty) {
        store(slot, &type->self);
        return at;
    }
    auto* const made = allocate(state, at, type->node_size);
    if (made == nullptr) [[unlikely]]
        return fail(state, start, state.error);
    store(slot, made);
    store(made, type);
    auto* const body = made + payload_offset;
    if (const std::size_t size = type->fixed; size != 0) {
        const auto available = left(state, at);
        if (available < size) [[unlikely]]
            return fail(state, at.in, errc::truncated);
        // The node's room is a multiple of 16 bytes: two copies of constant size do for most.
        if (size <= 32 && available >= 32) {
            std::memcpy(body, at.in, 16);
            if (size > 16)
                std::memcpy(body + 16, at.in + 16, 16);
        } else {
            std::memcpy(body, at.in, size);
        }
        at.in += size;
        return at;
    }
    if (type->conditional)
        zero_16(body, type->node_size - payload_offset);
    return read_members(state, *type, body, at);
}

/// Reads the id of the only struct that may stand here, then its members into memory that is zeroed where it must be.
[[gnu::always_inline]] inline cursor
read_structure(decoding& state, const descriptor& type, char* body, cursor at) noexcept {
    if (left(state, at) < 4) [[unlikely]]
        return fail(state, at.in, errc::truncated);
    if (load_le<std::uint32_t>(at.in) != type.id) [[unlikely]]
        return fail(state, at.in, errc::wrong_constructor);
    at.in += 4;
    return type.empty ? at : read_members(state, type, body, at);
}

/// Reads the items of a vector into an array of the arena.
inline cursor
read_items(decoding& state, const op& shape, char* item, std::size_t count, cursor at) noexcept {
    if (--state.depth < 0)
        return fail(state, at.in, errc::too_deep);
    const std::size_t stride = shape.length;
    for (std::size_t i = 0; i < count; ++i, item += stride) {
        switch (shape.what) {
        case kind::vector_of_booleans: {
            if (left(state, at) < 4)
                return fail(state, at.in, errc::truncated);
            const auto id = load_le<std::uint32_t>(at.in);
            if (id != true_id && id != false_id) {
                at = fail(state, at.in, errc::not_a_bool);
                break;
            }
            *item = id == true_id;
            at.in += 4;
            break;
        }
        case kind::vector_of_texts:
            at = read_text(state, item, at);
            break;
        case kind::vector_of_boxes:
            at = read_box(state, shape.constructors(), item, at);
            break;
        case kind::vector_of_structures:
            at = read_structure(state, shape.structure(), item, at);
            break;
        default:
            at = read_members(state, shape.structure(), item, at);
            break;
        }
        if (at.in == nullptr) [[unlikely]]
            return failed_in(state, nullptr, i);
    }
    ++state.depth;
    return at;
}

/// Fewest bytes an item of a vector can take on the wire, at least one.
inline std::size_t least_wire_of_item(const op& shape) noexcept {
    switch (shape.what) {
    case kind::vector_of_fixed:
        return shape.length;
    case kind::vector_of_structures:
        return 4 + shape.structure().least_wire;
    case kind::vector_of_bare_structures:
        return shape.structure().least_wire != 0 ? shape.structure().least_wire : 1;
    default:
        return 4;
    }
}

/// Reads a vector, without its id when it is a bare one.
///
///     | vector_id | count | items |
inline cursor read_vector(decoding& state, const op& shape, char* target, cursor at) noexcept {
    const auto* const start = at.in;
    const std::size_t head = shape.extra != 0 ? 4 : 8;
    if (left(state, at) < head) [[unlikely]]
        return fail(state, start, errc::truncated);
    if (head == 8 && load_le<std::uint32_t>(at.in) != vector_id) [[unlikely]]
        return fail(state, start, errc::not_a_vector);
    at.in += head;
    const std::size_t count = load_le<std::uint32_t>(at.in - 4);
    if (count == 0) {
        store_borrowed(target, nothing, 0);
        return at;
    }
    if (count > left(state, at) / least_wire_of_item(shape)) [[unlikely]]
        return fail(state, start, errc::oversized_vector);
    const std::size_t stride = shape.length;
    if (shape.what == kind::vector_of_fixed) {
        const auto size = count * stride;
        // Numbers are used where they stand if they stand aligned.
        const auto alignment = stride <= 8 ? stride : 1;
        const void* items = at.in;
        if (reinterpret_cast<std::uintptr_t>(items) % alignment != 0) {
            auto* const copy = allocate(state, at, round_up(size, 8));
            if (copy == nullptr)
                return fail(state, start, state.error);
            std::memcpy(copy, at.in, size);
            items = copy;
        }
        store_borrowed(target, items, count);
        at.in += size;
        return at;
    }
    auto* const items = allocate(state, at, round_up(count * stride, 8));
    if (items == nullptr) [[unlikely]]
        return fail(state, start, state.error);
    store_borrowed(target, items, count);
    if (shape.what == kind::vector_of_vectors) {
        if (--state.depth < 0)
            return fail(state, start, errc::too_deep);
        for (std::size_t i = 0; i < count; ++i) {
            at = read_vector(state, shape.inner(), items + i * stride, at);
            if (at.in == nullptr)
                return failed_in(state, nullptr, i);
        }
        ++state.depth;
        return at;
    }
    if ((shape.what == kind::vector_of_structures || shape.what == kind::vector_of_bare_structures
        ) &&
        shape.structure().conditional)
        std::memset(items, 0, count * stride);
    return read_items(state, shape, items, count, at);
}

/// Reads the members of a struct; memory is zeroed already if some are conditional.
inline cursor
read_members(decoding& state, const descriptor& type, char* body, cursor at) noexcept {
    const auto* const ops = type.ops;
    // The ops that are present; flags words add theirs.
    auto present = type.required;
    for (; present != 0; present &= present - 1) {
        const auto index = std::countr_zero(present);
        const auto& step = ops[index];
        auto* member = body + step.offset;
        const auto available = left(state, at);
        const auto short_of = [&](std::size_t size) { return available < size; };
        const auto fail_here = [&](errc error) {
            fail(state, at.in, error);
            return failed_in(state, &type, static_cast<std::size_t>(index));
        };
        switch (step.what) {
        case kind::flags: {
            if (short_of(4)) [[unlikely]]
                return fail_here(errc::truncated);
            const auto word = load_le<std::uint32_t>(at.in);
            at.in += 4;
            const auto* const bits = type.bits() + step.extra * 32;
            for (auto set = word & type.bool_bits[step.extra]; set != 0; set &= set - 1)
                body[bits[std::countr_zero(set)].offset] = 1;
            for (auto set = word & type.member_bits[step.extra]; set != 0; set &= set - 1) {
                auto added = bits[std::countr_zero(set)].op;
                do {
                    present |= 1ull << added;
                    added = ops[added].next;
                } while (added != none);
            }
            break;
        }
        case kind::fixed_4:
            if (short_of(4)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, 4);
            at.in += 4;
            break;
        case kind::fixed_8:
            if (short_of(8)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, 8);
            at.in += 8;
            break;
        case kind::fixed_12:
            if (short_of(12)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, 12);
            at.in += 12;
            break;
        case kind::fixed_16:
            if (short_of(16)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, 16);
            at.in += 16;
            break;
        case kind::fixed:
            if (short_of(step.length)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, step.length);
            at.in += step.length;
            break;
        case kind::optional_4:
            if (short_of(4)) [[unlikely]]
                return fail_here(errc::truncated);
            store(member, load_le<std::uint32_t>(at.in) | 1ull << 32);
            at.in += 4;
            break;
        case kind::optional_8:
            if (short_of(8)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, 8);
            store(member + 8, std::uint64_t{1});
            at.in += 8;
            break;
        case kind::optional_fixed:
            if (short_of(step.length)) [[unlikely]]
                return fail_here(errc::truncated);
            std::memcpy(member, at.in, step.length);
            store(member + step.length, std::uint64_t{1});
            at.in += step.length;
            break;
        case kind::boolean:
        case kind::optional_boolean: {
            if (short_of(4)) [[unlikely]]
                return fail_here(errc::truncated);
            const auto id = load_le<std::uint32_t>(at.in);
            if (id != true_id && id != false_id) [[unlikely]]
                return fail_here(errc::not_a_bool);
            at.in += 4;
            *member = id == true_id;
            if (step.what == kind::optional_boolean)
                store(member + 4, std::uint32_t{1});
            break;
        }
        case kind::text:
            at = read_text(state, member, at);
            if (at.in == nullptr) [[unlikely]]
                return failed_in(state, &type, static_cast<std::size_t>(index));
            break;
        case kind::rest:
            if (short_of(4)) [[unlikely]]
                return fail_here(errc::truncated);
            store_borrowed(member, at.in, available);
            at.in += available;
            break;
        case kind::box:
            if (--state.depth < 0) [[unlikely]]
                return fail_here(errc::too_deep);
            at = read_box(state, step.constructors(), member, at);
            if (at.in == nullptr) [[unlikely]]
                return failed_in(state, &type, static_cast<std::size_t>(index));
            ++state.depth;
            break;
        case kind::optional_structure:
        case kind::optional_bare_structure: {
            const auto& inner = step.structure();
            if (inner.empty) {
                store(member, &inner.self);
                if (step.what == kind::optional_bare_structure)
                    break;
            } else {
                auto* const made = allocate(state, at, inner.node_size);
                if (made == nullptr) [[unlikely]]
                    return fail_here(state.error);
                store(member, made);
                store(made, &inner);
                member = made + payload_offset;
                if (inner.conditional)
                    zero_16(member, inner.node_size - payload_offset);
            }
            if (--state.depth < 0) [[unlikely]]
                return fail_here(errc::too_deep);
            at = step.what == kind::optional_structure ? read_structure(state, inner, member, at)
                                                       : read_members(state, inner, member, at);
            if (at.in == nullptr) [[unlikely]]
                return failed_in(state, &type, static_cast<std::size_t>(index));
            ++state.depth;
            break;
        }
        case kind::structure:
        case kind::bare_structure: {
            const auto& inner = step.structure();
            if (--state.depth < 0) [[unlikely]]
                return fail_here(errc::too_deep);
            if (inner.conditional && !type.conditional)
                std::memset(member, 0, inner.size);
            at = step.what == kind::structure ? read_structure(state, inner, member, at)
                                              : read_members(state, inner, member, at);
            if (at.in == nullptr) [[unlikely]]
                return failed_in(state, &type, static_cast<std::size_t>(index));
            ++state.depth;
            break;
        }
        default:
            at = read_vector(state, step, member, at);
            if (at.in == nullptr) [[unlikely]]
                return failed_in(state, &type, static_cast<std::size_t>(index));
            break;
        }
    }
    return at;
}

} // namespace awaitgram::tl::detail
