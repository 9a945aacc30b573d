// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/descriptor.hpp>
#include <awaitgram/tl/detail/storage.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

namespace awaitgram::tl::detail {

inline void destroy_members(const descriptor& type, std::uint64_t which, char* target) noexcept;

// If it is inlined, GCC 12 warns that the static nodes of empty constructors are freed.
[[gnu::noinline]] inline void destroy_allocated_node(node* target) noexcept {
    const auto& type = *target->type;
    destroy_members(type, type.sum.owning, reinterpret_cast<char*>(target) + payload_offset);
    ::operator delete(target);
}

inline void destroy_node(node* target) noexcept {
    if (!target->type->sum.empty)
        destroy_allocated_node(target);
}

/// Destroys the items of a vector without freeing its memory.
inline void destroy_items(const linked_op& shape, char* item, std::size_t count) noexcept {
    switch (shape.step.what) {
    case kind::vector_of_texts:
        for (; count != 0; --count, item += shape.step.length)
            reinterpret_cast<storage*>(item)->free_text();
        break;
    case kind::vector_of_boxes:
        for (; count != 0; --count, item += shape.step.length)
            if (auto* const each = *reinterpret_cast<node**>(item))
                destroy_node(each);
        break;
    case kind::vector_of_structures:
    case kind::vector_of_bare_structures:
        for (; count != 0; --count, item += shape.step.length)
            destroy_members(shape.structure(), shape.structure().sum.owning, item);
        break;
    case kind::vector_of_vectors:
        for (; count != 0; --count, item += shape.step.length)
            destroy_vector(*reinterpret_cast<storage*>(item));
        break;
    default:
        break;
    }
}

/// The owned memory of a vector: the op that destroys it, then the items.
struct vector_header {
    linked_op shape;
};

/// The header of a vector that owns its memory.
inline vector_header* header_of(storage& target) noexcept {
    return static_cast<vector_header*>(target.mutable_data()) - 1;
}

inline void destroy_vector(storage& target) noexcept {
    if (target.capacity() == 0)
        return;
    auto* const header = header_of(target);
    destroy_items(header->shape, static_cast<char*>(target.mutable_data()), target.size());
    ::operator delete(header);
}

/// Allocates memory for `capacity` items.
inline storage allocate_vector(const linked_op& shape, std::size_t capacity) {
    if (capacity > 0xffff'ffffu / shape.step.length)
        throw_too_long();
    auto* const header = ::new (::operator new(sizeof(vector_header) + capacity * shape.step.length)
    ) vector_header{shape};
    return {header + 1, 0, static_cast<std::uint32_t>(capacity)};
}

inline void grow_vector(const linked_op& shape, storage& target, std::size_t capacity) {
    auto grown = allocate_vector(shape, capacity);
    if (target.capacity() != 0) {
        // All types are trivially relocatable.
        std::memcpy(
            grown.mutable_data(), target.data(), std::size_t{target.size()} * shape.step.length
        );
        grown.set_size(target.size());
        ::operator delete(header_of(target));
    }
    target = grown;
}

inline void destroy_member(const linked_op& shape, char* member) noexcept {
    switch (shape.step.what) {
    case kind::text:
    case kind::rest:
        reinterpret_cast<storage*>(member)->free_text();
        break;
    case kind::box:
    case kind::optional_structure:
    case kind::optional_bare_structure:
        if (auto* const inside = *reinterpret_cast<node**>(member))
            destroy_node(inside);
        break;
    case kind::structure:
    case kind::bare_structure:
        destroy_members(shape.structure(), shape.structure().sum.owning, member);
        break;
    default:
        destroy_vector(*reinterpret_cast<storage*>(member));
        break;
    }
}

inline void destroy_members(const descriptor& type, std::uint64_t which, char* target) noexcept {
    for (; which != 0; which &= which - 1) {
        const auto& step = type.ops[std::countr_zero(which)];
        destroy_member(type.linked(step), target + step.offset);
    }
}

inline void copy_members(const descriptor& type, char* target, const char* source);

inline node* copy_node(const node* source) {
    const auto& type = *source->type;
    if (type.sum.empty)
        return const_cast<node*>(source);
    auto* const raw = static_cast<char*>(::operator new(payload_offset + type.sum.size));
    try {
        copy_members(
            type, raw + payload_offset, reinterpret_cast<const char*>(source) + payload_offset
        );
    } catch (...) {
        ::operator delete(raw);
        throw;
    }
    return ::new (raw) node{&type};
}

/// Constructs an owned copy of a member in `target`, which is uninitialised before and if this throws.
inline void copy_member(const linked_op& shape, char* target, const char* source) {
    switch (shape.step.what) {
    case kind::text:
    case kind::rest: {
        const auto& text = *reinterpret_cast<const storage*>(source);
        *reinterpret_cast<storage*>(target) = storage::copy_text(text.data(), text.size());
        break;
    }
    case kind::box:
    case kind::optional_structure:
    case kind::optional_bare_structure:
        if (const auto* const inside = *reinterpret_cast<const node* const*>(source))
            *reinterpret_cast<node**>(target) = copy_node(inside);
        else
            *reinterpret_cast<node**>(target) = nullptr;
        break;
    case kind::structure:
    case kind::bare_structure:
        copy_members(shape.structure(), target, source);
        break;
    default:
        *reinterpret_cast<storage*>(target) =
            copy_vector(shape, *reinterpret_cast<const storage*>(source));
        break;
    }
}

inline void copy_members(const descriptor& type, char* target, const char* source) {
    std::memcpy(target, source, type.sum.size);
    auto left = type.sum.owning;
    try {
        for (; left != 0; left &= left - 1) {
            const auto& step = type.ops[std::countr_zero(left)];
            copy_member(type.linked(step), target + step.offset, source + step.offset);
        }
    } catch (...) {
        destroy_members(type, type.sum.owning & ~left, target);
        throw;
    }
}

/// The op that treats one item of a vector as a member.
inline linked_op item_of(const linked_op& shape) noexcept {
    auto item = shape;
    switch (shape.step.what) {
    case kind::vector_of_texts:
        item.step.what = kind::text;
        break;
    case kind::vector_of_boxes:
        item.step.what = kind::box;
        break;
    case kind::vector_of_structures:
        item.step.what = kind::structure;
        break;
    case kind::vector_of_bare_structures:
        item.step.what = kind::bare_structure;
        break;
    case kind::vector_of_vectors:
        item = shape.inner();
        break;
    case kind::vector_of_booleans:
        item.step.what = kind::boolean;
        break;
    default:
        item.step.what = kind::fixed;
        break;
    }
    item.step.offset = 0;
    return item;
}

inline storage copy_vector(const linked_op& shape, const storage& source) {
    if (source.size() == 0)
        return source.present() ? storage{} : storage{absent_t{}};
    auto copy = allocate_vector(shape, source.size());
    auto* const target = static_cast<char*>(copy.mutable_data());
    const auto* const from = static_cast<const char*>(source.data());
    const auto item = item_of(shape);
    if (item.step.what < kind::text) {
        std::memcpy(target, from, std::size_t{source.size()} * shape.step.length);
        copy.set_size(source.size());
        return copy;
    }
    try {
        for (std::size_t i = 0; i < source.size(); ++i) {
            copy_member(item, target + i * shape.step.length, from + i * shape.step.length);
            copy.set_size(i + 1);
        }
    } catch (...) {
        destroy_vector(copy);
        throw;
    }
    return copy;
}

} // namespace awaitgram::tl::detail
