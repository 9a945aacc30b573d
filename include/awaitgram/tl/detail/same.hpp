// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/lifetime.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::tl::detail {

inline bool same_members(const descriptor& type, const char* left, const char* right) noexcept;

inline bool same_nodes(const node* left, const node* right) noexcept {
    if (left == right)
        return true;
    if (left == nullptr || right == nullptr || left->type->id != right->type->id)
        return false;
    return left->type->sum.empty || same_members(
                                        *left->type,
                                        reinterpret_cast<const char*>(left) + payload_offset,
                                        reinterpret_cast<const char*>(right) + payload_offset
                                    );
}

inline bool same(const linked_op& shape, const char* left, const char* right) noexcept;

inline bool
same_vectors(const linked_op& shape, const storage& left, const storage& right) noexcept {
    if (left.present() != right.present() || left.size() != right.size())
        return false;
    if (left.size() == 0)
        return true;
    const auto item = item_of(shape);
    const std::size_t stride = shape.step.length;
    const auto* one = static_cast<const char*>(left.data());
    const auto* other = static_cast<const char*>(right.data());
    if (item.step.what < kind::text)
        return std::memcmp(one, other, left.size() * stride) == 0;
    for (auto count = left.size(); count != 0; --count, one += stride, other += stride)
        if (!same(item, one, other))
            return false;
    return true;
}

inline bool same(const linked_op& shape, const char* left, const char* right) noexcept {
    const auto& step = shape.step;
    switch (step.what) {
    case kind::flags:
        return true;
    case kind::boolean:
        return *left == *right;
    case kind::fixed_4:
    case kind::fixed_8:
    case kind::fixed_12:
    case kind::fixed_16:
    case kind::fixed:
        return std::memcmp(left, right, step.length) == 0;
    case kind::optional_4:
    case kind::optional_8:
    case kind::optional_fixed:
    case kind::optional_boolean: {
        const std::size_t distance = step.length;
        const auto there = load_le<std::uint32_t>(left + distance);
        if (there != load_le<std::uint32_t>(right + distance))
            return false;
        return there == 0 ||
               std::memcmp(left, right, step.what == kind::optional_boolean ? 1 : distance) == 0;
    }
    case kind::text:
    case kind::rest: {
        const auto& one = *reinterpret_cast<const storage*>(left);
        const auto& other = *reinterpret_cast<const storage*>(right);
        return one.present() == other.present() && one.size() == other.size() &&
               (one.size() == 0 || std::memcmp(one.data(), other.data(), one.size()) == 0);
    }
    case kind::box:
    case kind::optional_structure:
    case kind::optional_bare_structure:
        return same_nodes(
            *reinterpret_cast<const node* const*>(left),
            *reinterpret_cast<const node* const*>(right)
        );
    case kind::structure:
    case kind::bare_structure:
        return same_members(shape.structure(), left, right);
    default:
        return same_vectors(
            shape, *reinterpret_cast<const storage*>(left), *reinterpret_cast<const storage*>(right)
        );
    }
}

inline bool same_members(const descriptor& type, const char* left, const char* right) noexcept {
    for (const auto *flag = type.bools(), *end = type.runs(); flag != end; ++flag)
        if (left[flag->offset] != right[flag->offset])
            return false;
    for (std::size_t i = 0; i < type.sum.ops; ++i) {
        const auto& step = type.ops[i];
        // A flags word has no member, so there may be no link either; its bits are compared with the members.
        if (step.what == kind::flags)
            continue;
        if (!same(type.linked(step), left + step.offset, right + step.offset))
            return false;
    }
    return true;
}

} // namespace awaitgram::tl::detail
