// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace awaitgram::mtproto::detail {

/// Whether a text is well-formed UTF-8.
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<std::uint8_t>(text[i]);
        const std::size_t size = first < 0x80   ? 1
                                 : first < 0xc2 ? 0
                                 : first < 0xe0 ? 2
                                 : first < 0xf0 ? 3
                                 : first < 0xf5 ? 4
                                                : 0;
        if (size == 0 || size > text.size() - i)
            return false;
        std::uint32_t value = size == 1 ? first : first & (0x7f >> size);
        for (std::size_t k = 1; k < size; ++k) {
            const auto next = static_cast<std::uint8_t>(text[i + k]);
            if ((next & 0xc0) != 0x80)
                return false;
            value = value << 6 | (next & 0x3f);
        }
        constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
            return false;
        i += size;
    }
    return true;
}

} // namespace awaitgram::mtproto::detail
