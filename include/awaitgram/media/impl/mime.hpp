// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/mime_table.hpp>
#include <awaitgram/media/mime.hpp>

#include <algorithm>
#include <cstddef>

namespace awaitgram::media {

AWAITGRAM_DECL std::string_view extension_of(std::string_view file_name) noexcept {
    constexpr std::size_t longest = 16;
    const auto name = file_name.substr(file_name.find_last_of("/\\") + 1);
    const auto dot = name.find_last_of('.');
    // A name that begins with its only dot has no extension.
    if (dot == name.npos || dot == 0)
        return {};
    const auto extension = name.substr(dot + 1);
    const auto plain = [](char c) {
        const auto small = detail::lower(c);
        return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+';
    };
    return extension.size() <= longest && std::ranges::all_of(extension, plain)
               ? extension
               : std::string_view{};
}

AWAITGRAM_DECL std::string_view mime_of_extension(std::string_view extension) noexcept {
    if (extension.starts_with('.'))
        extension.remove_prefix(1);
    for (const auto& row : detail::mime_table)
        if (detail::same_letters(row.extension, extension))
            return row.mime;
    return {};
}

AWAITGRAM_DECL std::string_view extension_of_mime(std::string_view mime) noexcept {
    mime = mime.substr(0, mime.find(';'));
    while (mime.ends_with(' '))
        mime.remove_suffix(1);
    while (mime.starts_with(' '))
        mime.remove_prefix(1);
    for (const auto& row : detail::mime_table)
        if (detail::same_letters(row.mime, mime))
            return row.extension;
    return {};
}

} // namespace awaitgram::media
