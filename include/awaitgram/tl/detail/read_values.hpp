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

/// Reads one of the most common constructors, which is there as a whole.
[[gnu::always_inline]] inline cursor
read_usual_box(decoding& state, const box_entry& found, char* slot, cursor at) noexcept {
    auto* const made = allocate(state, payload_offset + usual_box - 4);
    if (made == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    store(slot, made);
    store(made, found.type);
    std::memcpy(made + payload_offset, at + 4, usual_box - 4);
    return at + usual_box;
}

/// A constructor without members, or none at all.
[[gnu::noinline]] inline cursor
read_empty_box(decoding& state, const box_entry& found, char* slot, cursor at) noexcept {
    if (found.type == nullptr)
        return fail(state, at, errc::unknown_constructor);
    store(slot, &found.type->self);
    return at + 4;
}

/// Reads any constructor, of which the id is there, into a new node and stores its address at `slot`.
[[gnu::always_inline]] inline cursor
read_found(decoding& state, const box_entry& found, char* slot, cursor at, int depth) noexcept {
    if (found.fixed != 0)
        return read_leaf(state, found, slot, at);
    if (found.node_size == 0)
        return read_empty_box(state, found, slot, at);
    auto* const made = allocate(state, found.node_size);
    if (made == nullptr) [[unlikely]]
        return fail(state, at, state.error);
    const auto& type = *found.type;
    store(slot, made);
    store(made, &type);
    auto* const body = made + payload_offset;
    if (type.sum.conditional)
        zero_newest(body, found.node_size - payload_offset);
    return read_members(state, type, body, at + 4, depth);
}

/// Reads a boxed value, however many bytes are left.
[[gnu::noinline]] inline cursor read_last_box(
    decoding& state, const box_table& constructors, char* slot, cursor at, int depth
) noexcept {
    if (left(state, at) < 4)
        return fail(state, at, errc::truncated);
    return read_found(state, constructors.find(load_le<std::uint32_t>(at)), slot, at, depth);
}

/// Reads a boxed value.
[[gnu::always_inline]] inline cursor read_box(
    decoding& state, const box_table& constructors, char* slot, cursor at, int depth
) noexcept {
    if (left(state, at) < usual_box) [[unlikely]]
        return read_last_box(state, constructors, slot, at, depth);
    const auto& found = constructors.find(load_le<std::uint32_t>(at));
    // So common that the processor had better foresee it than wait for the table's answer.
    if (found.fixed == usual_box - 4) [[likely]]
        return read_usual_box(state, found, slot, at);
    return read_found(state, found, slot, at, depth);
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

/// Reads what stands before the items of a vector, whose least size is `least` each.
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
    std::size_t count;
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
    std::size_t count;
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
        // Numbers are used where they stand if they stand aligned.
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
