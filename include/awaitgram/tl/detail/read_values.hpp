// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/decoding.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::tl::detail {

/// Reads a text.
///
///     | n | n bytes | 0-3 bytes up to a multiple of 4 |                 n < 254
///     | 254 | n: 3 bytes | n bytes | 0-3 bytes up to a multiple of 4 |
[[gnu::always_inline]] inline cursor read_text(decoding& state, char* text, cursor at) noexcept {
    const auto available = left(state, at);
    if (available < 4) [[unlikely]]
        return fail(state, at, errc::truncated);
    const auto head = load_le<std::uint32_t>(at);
    std::size_t size = head & 0xff;
    auto taken = round_up(size + 1, 4);
    const auto* data = at + 1;
    if (size >= 254) [[unlikely]] {
        if (size == 255)
            return fail(state, at, errc::bad_length);
        size = head >> 8;
        taken = round_up(size + 4, 4);
        data = at + 4;
    }
    if (available < taken) [[unlikely]]
        return fail(state, at, errc::truncated);
    store_borrowed(text, data, size);
    at += taken;
    return at;
}

/// Reads the members of a struct, in which `depth` more levels are allowed; the memory is zeroed if some are
/// conditional.
inline cursor
read_members(decoding& state, const descriptor& type, char* body, cursor at, int depth) noexcept;

/// Reads a constructor whose members are one run of bytes.
inline cursor read_leaf(decoding& state, const box_entry& entry, char* slot, cursor at) noexcept {
    const std::size_t size = entry.fixed;
    auto* const memory = allocate(state, entry.node_size);
    if (memory == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    store(slot, memory);
    store(memory, entry.type);
    at += 4;
    const auto available = left(state, at);
    // The node's size is a multiple of 16 bytes: two copies of constant size suffice for most.
    if (size <= 32 && available >= 32) [[likely]] {
        std::memcpy(memory + payload_offset, at, 16);
        if (size > 16)
            std::memcpy(memory + payload_offset + 16, at + 16, 16);
    } else if (available < size) {
        return fail(state, at, errc::truncated);
    } else {
        std::memcpy(memory + payload_offset, at, size);
    }
    at += size;
    return at;
}

/// Reads one of the most common constructors, whose bytes are complete.
[[gnu::always_inline]] inline cursor
read_usual_box(decoding& state, const box_entry& entry, char* slot, cursor at) noexcept {
    auto* const memory = allocate(state, payload_offset + usual_box - 4);
    if (memory == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    store(slot, memory);
    store(memory, entry.type);
    std::memcpy(memory + payload_offset, at + 4, usual_box - 4);
    return at + usual_box;
}

/// Reads a constructor without members, or fails if the id is unknown.
[[gnu::noinline]] inline cursor
read_empty_box(decoding& state, const box_entry& entry, char* slot, cursor at) noexcept {
    if (entry.type == nullptr)
        return fail(state, at, errc::unknown_constructor);
    store(slot, &entry.type->self);
    return at + 4;
}

/// Reads any constructor, whose id is complete, into a new node and stores its address at `slot`.
[[gnu::always_inline]] inline cursor
read_entry(decoding& state, const box_entry& entry, char* slot, cursor at, int depth) noexcept {
    if (entry.fixed != 0)
        return read_leaf(state, entry, slot, at);
    if (entry.node_size == 0)
        return read_empty_box(state, entry, slot, at);
    auto* const memory = allocate(state, entry.node_size);
    if (memory == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    const auto& type = *entry.type;
    store(slot, memory);
    store(memory, &type);
    auto* const body = memory + payload_offset;
    if (type.sum.conditional)
        zero_newest(body, entry.node_size - payload_offset);
    return read_members(state, type, body, at + 4, depth);
}

/// Reads a boxed value, with any number of bytes left.
[[gnu::noinline]] inline cursor read_last_box(
    decoding& state, const box_table& constructors, char* slot, cursor at, int depth
) noexcept {
    if (left(state, at) < 4)
        return fail(state, at, errc::truncated);
    return read_entry(state, constructors.find(load_le<std::uint32_t>(at)), slot, at, depth);
}

/// Reads a boxed value.
[[gnu::always_inline]] inline cursor read_box(
    decoding& state, const box_table& constructors, char* slot, cursor at, int depth
) noexcept {
    if (left(state, at) < usual_box) [[unlikely]]
        return read_last_box(state, constructors, slot, at, depth);
    const auto& entry = constructors.find(load_le<std::uint32_t>(at));
    // So common that a predicted branch is faster than waiting for the table.
    if (entry.fixed == usual_box - 4) [[likely]]
        return read_usual_box(state, entry, slot, at);
    return read_entry(state, entry, slot, at, depth);
}

/// Reads the id of the only possible struct, then its members, into memory that is zeroed where necessary.
[[gnu::always_inline]] inline cursor
read_structure(decoding& state, const descriptor& type, char* body, cursor at, int depth) noexcept {
    if (left(state, at) < 4) [[unlikely]]
        return fail(state, at, errc::truncated);
    if (load_le<std::uint32_t>(at) != type.id) [[unlikely]]
        return fail(state, at, errc::wrong_constructor);
    at += 4;
    return type.sum.empty ? at : read_members(state, type, body, at, depth);
}

/// Reads a `Bool`.
inline cursor read_bool(decoding& state, char* target, cursor at) noexcept {
    if (left(state, at) < 4)
        return fail(state, at, errc::truncated);
    const auto id = load_le<std::uint32_t>(at);
    if (id != true_id && id != false_id)
        return fail(state, at, errc::not_a_bool);
    *target = id == true_id;
    at += 4;
    return at;
}

/// Reads the items of a vector into an array of the arena; `type` is their type if they are structs, and unused
/// otherwise.
inline cursor read_items(
    decoding& state,
    const op& shape,
    const descriptor* type,
    char* item,
    std::size_t count,
    cursor at,
    int depth
) noexcept {
    const std::size_t stride = shape.length;
    for (std::size_t i = 0; i < count; ++i, item += stride) {
        switch (shape.what) {
        case kind::vector_of_booleans:
            at = read_bool(state, item, at);
            break;
        case kind::vector_of_texts:
            at = read_text(state, item, at);
            break;
        case kind::vector_of_structures:
            at = read_structure(state, *type, item, at, depth);
            break;
        default:
            at = read_members(state, *type, item, at, depth);
            break;
        }
        if (at == nullptr) [[unlikely]]
            return failed_in_item(state, i);
    }
    return at;
}

/// The minimal size of an item of a vector on the wire, at least one.
inline std::size_t least_wire_of_item(const op& shape, const void* link) noexcept {
    const auto inside = [link] { return static_cast<const descriptor*>(link)->sum.least_wire; };
    switch (shape.what) {
    case kind::vector_of_fixed:
        return shape.length;
    case kind::vector_of_structures:
        return 4 + std::size_t{inside()};
    case kind::vector_of_bare_structures:
        return inside() != 0 ? inside() : 1;
    default:
        return 4;
    }
}

/// Reads the head of a vector with items of at least `least` bytes.
///
///     | vector_id, unless `shape` is a bare vector | count | items |
[[gnu::always_inline]] inline cursor read_count(
    decoding& state, const op& shape, std::size_t least, std::size_t& count, cursor at
) noexcept {
    const auto* const start = at;
    const std::size_t head = shape.extra != 0 ? 4 : 8;
    if (left(state, at) < head) [[unlikely]]
        return fail(state, start, errc::truncated);
    if (head == 8 && load_le<std::uint32_t>(at) != vector_id) [[unlikely]]
        return fail(state, start, errc::not_a_vector);
    at += head;
    count = load_le<std::uint32_t>(at - 4);
    if (count * least > left(state, at)) [[unlikely]]
        return fail(state, start, errc::oversized_vector);
    return at;
}

/// Reads the most common kind of vector.
inline cursor read_vector_of_boxes(
    decoding& state,
    const op& shape,
    const box_table& constructors,
    char* target,
    cursor at,
    int depth
) noexcept {
    const auto* const start = at;
    std::size_t count = 0;
    at = read_count(state, shape, 4, count, at);
    if (at == nullptr) [[unlikely]]
        return nullptr;
    if (count == 0) {
        store_borrowed(target, nothing, 0);
        return at;
    }
    auto* item = allocate(state, count * sizeof(node*));
    if (item == nullptr) [[unlikely]]
        return fail(state, start, state.error);
    store_borrowed(target, item, count);
    if (depth == 0) [[unlikely]]
        return fail(state, at, errc::too_deep);
    for (std::size_t i = 0; i < count; ++i, item += sizeof(node*)) {
        at = read_box(state, constructors, item, at, depth - 1);
        if (at == nullptr) [[unlikely]]
            return failed_in_item(state, i);
    }
    return at;
}

/// Reads any vector; `link` is the shape's.
inline cursor read_vector(
    decoding& state, const op& shape, const void* link, char* target, cursor at, int depth
) noexcept {
    if (shape.what == kind::vector_of_boxes)
        return read_vector_of_boxes(
            state, shape, *static_cast<const box_table*>(link), target, at, depth
        );
    const auto* const start = at;
    std::size_t count = 0;
    at = read_count(state, shape, least_wire_of_item(shape, link), count, at);
    if (at == nullptr) [[unlikely]]
        return nullptr;
    if (count == 0) {
        store_borrowed(target, nothing, 0);
        return at;
    }
    const std::size_t stride = shape.length;
    if (shape.what == kind::vector_of_fixed) {
        const auto size = count * stride;
        // Aligned numbers are used in place.
        const auto alignment = stride <= 8 ? stride : 1;
        const void* items = at;
        if ((reinterpret_cast<std::uintptr_t>(items) & (alignment - 1)) != 0) {
            auto* const copy = allocate(state, round_up(size, 8));
            if (copy == nullptr)
                return fail(state, start, state.error);
            std::memcpy(copy, at, size);
            items = copy;
        }
        store_borrowed(target, items, count);
        at += size;
        return at;
    }
    auto* const items = allocate(state, round_up(count * stride, 8));
    if (items == nullptr) [[unlikely]]
        return fail(state, start, state.error);
    store_borrowed(target, items, count);
    if (--depth < 0) [[unlikely]]
        return fail(state, shape.what == kind::vector_of_vectors ? start : at, errc::too_deep);
    if (shape.what == kind::vector_of_vectors) {
        const auto& inner = *static_cast<const linked_op*>(link);
        for (std::size_t i = 0; i < count; ++i) {
            at = read_vector(state, inner.step, inner.link, items + i * stride, at, depth);
            if (at == nullptr)
                return failed_in_item(state, i);
        }
        return at;
    }
    const auto* const type = static_cast<const descriptor*>(link);
    if ((shape.what == kind::vector_of_structures || shape.what == kind::vector_of_bare_structures
        ) &&
        type->sum.conditional)
        zero_newest(items, count * stride);
    return read_items(state, shape, type, items, count, at, depth);
}

} // namespace awaitgram::tl::detail
