// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram::detail {

/// The number of Unicode characters of a text; none if it is not UTF-8.
[[nodiscard]] constexpr std::optional<std::size_t> characters_of(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const auto first = static_cast<std::uint8_t>(text[at]);
        const std::size_t size = first < 0x80                    ? 1
                                 : first >= 0xC2 && first < 0xE0 ? 2
                                 : first >= 0xE0 && first < 0xF0 ? 3
                                 : first >= 0xF0 && first < 0xF5 ? 4
                                                                 : 0;
        if (size == 0 || text.size() - at < size)
            return std::nullopt;
        std::uint32_t character = size == 1 ? first : first & (0x7FU >> size);
        for (std::size_t i = 1; i < size; ++i) {
            const auto next = static_cast<std::uint8_t>(text[at + i]);
            if ((next & 0xC0) != 0x80)
                return std::nullopt;
            character = character << 6 | (next & 0x3F);
        }
        const auto too_small =
            (size == 3 && character < 0x800) || (size == 4 && character < 0x10000);
        const auto surrogate = character >= 0xD800 && character < 0xE000;
        if (too_small || surrogate || character > 0x10FFFF)
            return std::nullopt;
        at += size;
    }
    return count;
}

} // namespace awaitgram::detail
