// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/tl/detail/decoding.hpp>
#include <awaitgram/tl/detail/lifetime.hpp>
#include <awaitgram/tl/encode.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace awaitgram::tl {

/// A struct inside of a value, of any constructor.
class part {
public:
    part(const detail::descriptor& type, const void* value) noexcept
        : type_(&type), value_(value) {}

    /// The id of its constructor.
    [[nodiscard]] std::uint32_t id() const noexcept { return type_->id; }

    /// The struct, if it is of this type; else null.
    template <class T>
    [[nodiscard]] const T* get_if() const noexcept {
        return type_->id == T::tl_id ? static_cast<const T*>(value_) : nullptr;
    }

private:
    const detail::descriptor* type_;
    const void* value_;
};

namespace detail {

using part_visitor = function_ref<bool(const part&)>;

inline void walk_member(const linked_op& shape, const char* member, part_visitor visit, int depth);

inline void
walk_structure(const descriptor& type, const char* value, part_visitor visit, int depth) {
    if (depth == 0 || !visit(part{type, value}))
        return;
    for (auto left = type.sum.owning; left != 0; left &= left - 1) {
        const auto& step = type.ops[std::countr_zero(left)];
        walk_member(type.linked(step), value + step.offset, visit, depth - 1);
    }
}

inline void walk_member(const linked_op& shape, const char* member, part_visitor visit, int depth) {
    switch (shape.step.what) {
    case kind::box:
    case kind::optional_structure:
    case kind::optional_bare_structure:
        if (const auto* const inside = *reinterpret_cast<const node* const*>(member))
            walk_structure(
                *inside->type, reinterpret_cast<const char*>(inside) + payload_offset, visit, depth
            );
        break;
    case kind::structure:
    case kind::bare_structure:
        walk_structure(shape.structure(), member, visit, depth);
        break;
    case kind::vector_of_boxes:
    case kind::vector_of_structures:
    case kind::vector_of_bare_structures:
    case kind::vector_of_vectors: {
        const auto& items = *reinterpret_cast<const storage*>(member);
        const auto item = item_of(shape);
        const auto* each = static_cast<const char*>(items.data());
        for (std::size_t i = 0; depth != 0 && i < items.size(); ++i, each += shape.step.length)
            walk_member(item, each, visit, depth - 1);
        break;
    }
    default:
        break;
    }
}

} // namespace detail

/// Calls `visit` with each struct in a value, outer ones before inner ones; it returns whether to look inside of the struct.
///
/// Nothing is called for texts, numbers and flags. Structs nested deeper than the decoder allows are left out.
///
/// Not inlined, since GCC 12 would warn of the branches that a known type does not take.
[[gnu::noinline]] inline void
walk(type_ref type, const void* value, function_ref<bool(const part&)> visit) {
    detail::walk_member(
        type.shape, static_cast<const char*>(value), visit, static_cast<int>(detail::most_depth)
    );
}
template <class T>
void walk(const T& value, function_ref<bool(const part&)> visit) {
    walk(type_of<T>(), &value, visit);
}

} // namespace awaitgram::tl
