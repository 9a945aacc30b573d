// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/concepts.hpp>
#include <awaitgram/tl/detail/same.hpp>
#include <awaitgram/tl/detail/table.hpp>

namespace awaitgram::tl {

/// Whether two values have the same constructors and members at all levels; doubles are compared bitwise.
template <class T>
[[nodiscard]] bool equal(const T& left, const T& right) noexcept {
    return detail::same(
        detail::entry_of<T>()->shape,
        reinterpret_cast<const char*>(&left),
        reinterpret_cast<const char*>(&right)
    );
}

/// `equal` for generated types. Their namespaces have a using-declaration for it, so that argument-dependent look-up
/// finds it.
template <class T>
    requires object<T> || boxed<T>
[[nodiscard]] bool operator==(const T& left, const T& right) noexcept {
    return equal(left, right);
}

} // namespace awaitgram::tl
