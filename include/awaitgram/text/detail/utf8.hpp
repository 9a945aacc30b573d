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

/// The length of a text in UTF-16 units.
[[nodiscard]] inline std::size_t utf16_length(std::string_view text) noexcept {
    std::size_t units = 0;
    for (const auto byte : text)
        units += utf16_units(byte);
    return units;
}

/// Whether a character begins or the text ends at this place.
[[nodiscard]] inline bool is_border(std::string_view text, std::size_t at) noexcept {
    return at >= text.size() ? at == text.size() : utf16_units(text[at]) != 0;
}

/// The number of bytes from `at` that are ASCII, a multiple of eight.
[[nodiscard]] inline std::size_t ascii_run(std::string_view text, std::size_t at) noexcept {
    const auto begin = at;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
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
        at += ascii_run(text, at);
        // A few characters, then a look whether ASCII follows.
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
