// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/printer.hpp>
#include <awaitgram/tl/types.hpp>

#include <string>
#include <type_traits>

namespace awaitgram::tl {

namespace detail {

/// The basic type of the schema of a number, a text or a vector of those.
template <class T>
constexpr const char* basic_name() {
    if constexpr (requires { typename T::value_type; } && std::is_base_of_v<vector_base, T>)
        return basic_name<typename T::value_type>();
    else if constexpr (std::is_same_v<T, double>)
        return "double";
    else if constexpr (std::is_same_v<T, bytes>)
        return "bytes";
    else if constexpr (std::is_same_v<T, std::uint32_t>)
        return "#";
    else
        return "";
}

} // namespace detail

/// A value in readable form: constructor names with their members, without absent ones, indented by nesting.
///
/// Long bytes are truncated, texts are quoted with control characters escaped, and nesting stops at 64 levels.
template <class T>
[[nodiscard]] std::string pretty(const T& value) {
    return detail::printed(
        detail::entry_of<T>()->shape,
        reinterpret_cast<const char*>(&value),
        detail::basic_name<T>(),
        0,
        detail::most_printed_depth
    );
}

} // namespace awaitgram::tl
