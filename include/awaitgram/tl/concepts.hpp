// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

namespace awaitgram::tl {

/// A generated struct: one constructor or one method of the schema.
template <class T>
concept object = requires { T::tl_id; };

/// A method of the schema; `T::tl_result` is its result type.
template <class T>
concept function = object<T> && requires { typename T::tl_result; };

/// A type with several constructors, derived from `box`.
template <class T>
concept boxed = requires { typename T::tl_box; };

/// A constructor of the boxed type `Box`.
template <class T, class Box>
concept constructor_of = std::is_same_v<typename std::remove_cvref_t<T>::tl_type, Box>;

/// A constructor, but none of the boxed type `Box`.
template <class T, class Box>
concept constructor_of_another =
    requires { typename std::remove_cvref_t<T>::tl_type; } && !constructor_of<T, Box>;

} // namespace awaitgram::tl
