// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace awaitgram {

namespace detail {

/// The length of the character of UTF-8 at the beginning of a text; 0 when there is none.
[[nodiscard]] inline std::size_t length_of_character(std::string_view text) noexcept {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length > text.size())
        return 0;
    for (std::size_t at = 1; at < length; ++at)
        if ((byte(at) & 0xC0) != 0x80)
            return 0;
    return length;
}

/// Whether a character commands a terminal, or changes the direction of what is written after it.
[[nodiscard]] inline bool is_command(std::string_view character) noexcept {
    if (character.size() == 1)
        return character[0] == 0x7F || (character[0] >= 0 && character[0] < 0x20);
    if (character[0] == '\xC2')
        return static_cast<unsigned char>(character[1]) < 0xA0;
    // U+2028 to U+202E, U+2066 to U+2069.
    return (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE") ||
           (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9");
}

} // namespace detail

/// A text from elsewhere as one line that can be written to a terminal: without control characters, such as those that begin a command of
/// the terminal, and without bytes that are no UTF-8. Line breaks and tabs become blanks.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    while (!text.empty()) {
        const auto length = detail::length_of_character(text);
        const auto character = text.substr(0, length);
        if (text[0] == '\n' || text[0] == '\t' || text[0] == '\r')
            line += ' ';
        else if (length != 0 && !detail::is_command(character))
            line += character;
        text.remove_prefix(length != 0 ? length : 1);
    }
    return line;
}

} // namespace awaitgram
