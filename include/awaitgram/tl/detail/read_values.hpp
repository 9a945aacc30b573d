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

/// Reads the members of a struct, with `depth` more levels allowed in them; memory is zeroed already if some are conditional.
inline cursor
read_members(decoding& state, const descriptor& type, char* body, cursor at, int depth) noexcept;

/// Reads a constructor whose members are one run of bytes.
inline cursor read_leaf(decoding& state, const box_entry& found, char* slot, cursor at) noexcept {
    const std::size_t size = found.fixed;
    auto* const made = allocate(state, found.node_size);
    if (made == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    store(slot, made);
    store(made, found.type);
    at += 4;
    const auto available = left(state, at);
    // The node's room is a multiple of 16 bytes: two copies of constant size do for most.
    if (size <= 32 && available >= 32) [[likely]] {
        std::memcpy(made + payload_offset, at, 16);
        if (size > 16)
            std::memcpy(made + payload_offset + 16, at + 16, 16);
    } else if (available < size) {
        return fail(state, at, errc::truncated);
    } else {
        std::memcpy(made + payload_offset, at, size);
    }
    at += size;
    return at;
}

/// Reads a boxed value, whose id is there, into a new node and stores its address at `slot`.
[[gnu::always_inline]] inline cursor read_box(
    decoding& state, const box_table& constructors, char* slot, cursor at, int depth
) noexcept {
    const auto& found = constructors.find(load_le<std::uint32_t>(at));
    if (found.fixed == 8 && left(state, at) >= 12) [[likely]] {
        // So common that the processor had better foresee it than wait for the table's answer.
        auto* const made = allocate(state, payload_offset + 8);
        if (made == nullptr) [[unlikely]]
            return fail(state, at, state.error);
        store(slot, made);
        store(made, found.type);
        std::memcpy(made + payload_offset, at + 4, 8);
        at += 12;
        return at;
    }
    if (found.fixed != 0)
        return read_leaf(state, found, slot, at);
    const auto* const type = found.type;
    if (type == nullptr) [[unlikely]]
        return fail(state, at, errc::unknown_constructor);
    if (type->sum.empty) {
        store(slot, &type->self);
        at += 4;
        return at;
    }
    auto* const made = allocate(state, found.node_size);
    if (made == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    at += 4;
    store(slot, made);
    store(made, type);
    auto* const body = made + payload_offset;
    if (type->sum.conditional)
        zero_16(body, found.node_size - payload_offset);
    return read_members(state, *type, body, at, depth);
}

/// Reads the id of the only struct that may stand here, then its members into memory that is zeroed where it must be.
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

/// Reads the items of a vector into an array of the arena; `type` is theirs if they are structs, and not to be looked at otherwise.
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

/// Reads the items of the most common kind of vector.
inline cursor read_boxes(
    decoding& state,
    const box_table& constructors,
    char* item,
    std::size_t count,
    cursor at,
    int depth
) noexcept {
    for (std::size_t i = 0; i < count; ++i, item += sizeof(node*)) {
        at = left(state, at) < 4 ? fail(state, at, errc::truncated)
                                 : read_box(state, constructors, item, at, depth);
        if (at == nullptr) [[unlikely]]
            return failed_in_item(state, i);
    }
    return at;
}

/// Fewest bytes an item of a vector can take on the wire, at least one.
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

/// Reads a vector, without its id when it is a bare one.
///
///     | vector_id | count | items |
inline cursor read_vector(
    decoding& state, const op& shape, const void* link, char* target, cursor at, int depth
) noexcept {
    const auto* const start = at;
    const std::size_t head = shape.extra != 0 ? 4 : 8;
    if (left(state, at) < head) [[unlikely]]
        return fail(state, start, errc::truncated);
    if (head == 8 && load_le<std::uint32_t>(at) != vector_id) [[unlikely]]
        return fail(state, start, errc::not_a_vector);
    at += head;
    const std::size_t count = load_le<std::uint32_t>(at - 4);
    if (count == 0) {
        store_borrowed(target, nothing, 0);
        return at;
    }
    if (count * least_wire_of_item(shape, link) > left(state, at)) [[unlikely]]
        return fail(state, start, errc::oversized_vector);
    const std::size_t stride = shape.length;
    if (shape.what == kind::vector_of_fixed) {
        const auto size = count * stride;
        // Numbers are used where they stand if they stand aligned.
        const auto alignment = stride <= 8 ? stride : 1;
        const void* items = at;
        if (reinterpret_cast<std::uintptr_t>(items) % alignment != 0) {
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
    switch (shape.what) {
    case kind::vector_of_boxes:
        return read_boxes(state, *static_cast<const box_table*>(link), items, count, at, depth);
    case kind::vector_of_vectors: {
        const auto& inner = *static_cast<const linked_op*>(link);
        for (std::size_t i = 0; i < count; ++i) {
            at = read_vector(state, inner.step, inner.link, items + i * stride, at, depth);
            if (at == nullptr)
                return failed_in_item(state, i);
        }
        return at;
    }
    default: {
        const auto* const type = static_cast<const descriptor*>(link);
        if ((shape.what == kind::vector_of_structures ||
             shape.what == kind::vector_of_bare_structures) &&
            type->sum.conditional)
            std::memset(items, 0, count * stride);
        return read_items(state, shape, type, items, count, at, depth);
    }
    }
}

} // namespace awaitgram::tl::detail
