// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram::detail {

/// What Telegram does to a character.
enum class cleaning : unsigned char { keep, blank, remove };

/// What to do with the character that begins at `at`.
[[nodiscard]] inline cleaning cleaning_of(std::string_view text, std::size_t at) noexcept {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x20) {
        if (first == '\n')
            return cleaning::keep;
        return first == '\r' ? cleaning::remove : cleaning::blank;
    }
    // Line separators and what turns the direction of writing; lines above and below letters.
    if (first == 0xE2 && at + 2 < text.size() && text[at + 1] == '\x80') {
        const auto last = static_cast<unsigned char>(text[at + 2]);
        return last >= 0xA8 && last <= 0xAE ? cleaning::remove : cleaning::keep;
    }
    if (first == 0xCC && at + 1 < text.size()) {
        const auto last = static_cast<unsigned char>(text[at + 1]);
        return last == 0xB3 || last == 0xBF || last == 0x8A ? cleaning::remove : cleaning::keep;
    }
    return cleaning::keep;
}

/// Where the first character is that does not stay as it is; the size of the text if there is none.
[[nodiscard]] inline std::size_t clean_until(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size() && cleaning_of(text, at) == cleaning::keep)
        ++at;
    return at;
}

/// The cleaned text, and the places in the old one of the bytes that it lacks.
struct cleaned_text {
    std::string chars{};
    std::vector<std::size_t> removed{};

    /// A place of the old text in the new one.
    [[nodiscard]] std::size_t moved(std::size_t place) const noexcept;
};

[[nodiscard]] inline bool is_blank(char letter) noexcept {
    return letter == ' ' || letter == '\n';
}

/// A text without the blanks around it.
[[nodiscard]] inline std::string_view without_outer_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    return text;
}

/// Cuts blanks off both ends of a text; at the beginning as far as no entity covers them. Sorts the entities.
void trim_text(std::string& chars, std::vector<text_entity>& entities);

} // namespace awaitgram::detail
