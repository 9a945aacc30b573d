// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace awaitgram::detail {

template <class T>
[[nodiscard]] constexpr std::string_view described_type() noexcept {
    return __PRETTY_FUNCTION__;
}

/// The name of a type, the same with GCC and Clang for types that are no templates: `shop::order`; without the function that a local
/// type is in, and without what differs between unnamed namespaces.
[[nodiscard]] constexpr std::string_view shortened_type_name(std::string_view text) noexcept {
    // `... [with T = shop::order; std::string_view = ...]` or `... [T = shop::order]`
    constexpr std::string_view begin = "T = ";
    text.remove_prefix(text.find(begin) + begin.size());
    const auto end = text.find(';');
    text = text.substr(0, end != text.npos ? end : text.rfind(']'));
    // Behind the last function or unnamed namespace, unless it belongs to a template's argument.
    std::size_t depth = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        if (text[at] == '<')
            ++depth;
        else if (text[at] == '>' && depth > 0) {
            if (--depth == 0 && text.substr(start).starts_with("<lambda"))
                start = at + 3;
        } else if (depth == 0 && (text[at] == ')' || text[at] == '}') && text[at + 1] == ':')
            start = at + 3;
    }
    return text.substr(start);
}

/// `shortened_type_name` of a type.
template <class T>
inline constexpr std::string_view type_name = shortened_type_name(described_type<T>());

} // namespace awaitgram::detail
