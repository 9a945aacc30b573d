// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The number of UTF-16 units of the character that begins with this byte of UTF-8; 0 for the bytes inside of one.
[[nodiscard]] constexpr std::size_t utf16_units(char byte) noexcept {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) == 0x80U)
        return 0;
    return value >= 0xF0U ? 2 : 1;
}

/// The number of bytes that loops look at in one go: compilers make vector instructions of such a loop.
inline constexpr std::size_t block_size = 16;

/// The length of a text in UTF-16 units.
[[nodiscard]] inline std::size_t utf16_length(std::string_view text) noexcept {
    std::size_t units = 0;
    std::size_t at = 0;
    for (; text.size() - at >= block_size; at += block_size) {
        std::uint8_t some = 0;
        for (std::size_t i = 0; i != block_size; ++i) {
            const auto byte = static_cast<std::uint8_t>(text[at + i]);
            some = static_cast<std::uint8_t>(
                some + static_cast<std::uint8_t>((byte & 0xC0U) != 0x80U) +
                static_cast<std::uint8_t>(byte >= 0xF0U)
            );
        }
        units += some;
    }
    for (; at != text.size(); ++at)
        units += utf16_units(text[at]);
    return units;
}

/// The number of bytes from `at`, a multiple of the block, that are Latin letters, digits, spaces, or parts of characters that are no ASCII.
[[nodiscard]] inline std::size_t plain_run(std::string_view text, std::size_t at) noexcept {
    const auto begin = at;
    for (; text.size() - at >= block_size; at += block_size) {
        std::uint8_t others = 0;
        for (std::size_t i = 0; i != block_size; ++i) {
            const auto byte = static_cast<std::uint8_t>(text[at + i]);
            const auto letter = static_cast<std::uint8_t>((byte | 0x20U) - 'a');
            const auto digit = static_cast<std::uint8_t>(byte - '0');
            const auto plain =
                static_cast<std::uint8_t>(letter <= 25) | static_cast<std::uint8_t>(digit <= 9) |
                static_cast<std::uint8_t>(byte == ' ') | static_cast<std::uint8_t>(byte >= 0x80U);
            others = static_cast<std::uint8_t>(others | (plain ^ 1));
        }
        if (others != 0)
            break;
    }
    return at - begin;
}

/// Whether a character begins or the text ends at this place.
[[nodiscard]] inline bool is_border(std::string_view text, std::size_t at) noexcept {
    return at >= text.size() ? at == text.size() : utf16_units(text[at]) != 0;
}

/// The number of bytes of characters of one or two bytes from `at`, which is the border of a character and not the beginning.
///
/// They are looked at in blocks, so that there may be more of them.
[[nodiscard]] inline std::size_t short_run(std::string_view text, std::size_t at) noexcept {
    const auto begin = at;
    while (text.size() - at >= block_size) {
        std::uint8_t wrong = 0;
        for (std::size_t i = 0; i != block_size; ++i) {
            const auto byte = static_cast<std::uint8_t>(text[at + i]);
            const auto last = static_cast<std::uint8_t>(text[at + i - 1]);
            const auto follows = static_cast<std::uint8_t>((byte & 0xC0U) == 0x80U);
            const auto expected = static_cast<std::uint8_t>(last >= 0xC2U);
            const auto other = static_cast<std::uint8_t>(byte >= 0xE0U) |
                               static_cast<std::uint8_t>((byte & 0xFEU) == 0xC0U);
            wrong = static_cast<std::uint8_t>(wrong | (follows ^ expected) | other);
        }
        if (wrong != 0)
            break;
        // The last byte may be the first half of a character.
        at += static_cast<std::uint8_t>(text[at + block_size - 1]) >= 0xC2U ? block_size - 1
                                                                            : block_size;
    }
    return at - begin;
}

/// The size of the character of UTF-8 that begins at `at`; 0 if none does.
[[nodiscard]] inline std::size_t character_size(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const auto left = text.size() - at;
    const auto first = byte(0);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    if (first < 0xE0)
        return left >= 2 && follows(1) ? 2 : 0;
    if (left < 2)
        return 0;
    // No second form of a shorter character, no surrogate, and none above U+10FFFF.
    const auto second = byte(1);
    const auto least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const auto most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most)
        return 0;
    if (first < 0xF0)
        return left >= 3 && follows(2) ? 3 : 0;
    return left >= 4 && follows(2) && follows(3) ? 4 : 0;
}

/// Where a text is no UTF-8; its size where it is.
[[nodiscard]] inline std::size_t utf8_until(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        if (at != 0)
            at += short_run(text, at);
        // A few characters, then a look whether short ones follow.
        for (auto few = 0; few < 8 && at < text.size(); ++few) {
            const auto size = character_size(text, at);
            if (size == 0)
                return at;
            at += size;
        }
    }
    return at;
}

/// The character that begins at `at` of a text that is UTF-8.
[[nodiscard]] inline char32_t character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto first = byte(0);
    if (first < 0x80)
        return first;
    if (first < 0xE0)
        return (first & 0x1FU) << 6 | (byte(1) & 0x3FU);
    if (first < 0xF0)
        return (first & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    return (first & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 |
           (byte(3) & 0x3FU);
}

/// Where the character before `at` begins.
[[nodiscard]] inline std::size_t before(std::string_view text, std::size_t at) noexcept {
    do
        --at;
    while (at > 0 && utf16_units(text[at]) == 0);
    return at;
}

/// Adds a character that is no surrogate.
inline void append_character(std::string& to, std::uint32_t character) {
    const auto add = [&to](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (character < 0x80) {
        add(character);
    } else if (character < 0x800) {
        add(0xC0 | character >> 6);
        add(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        add(0xE0 | character >> 12);
        add(0x80 | (character >> 6 & 0x3F));
        add(0x80 | (character & 0x3F));
    } else {
        add(0xF0 | character >> 18);
        add(0x80 | (character >> 12 & 0x3F));
        add(0x80 | (character >> 6 & 0x3F));
        add(0x80 | (character & 0x3F));
    }
}

} // namespace awaitgram::detail
