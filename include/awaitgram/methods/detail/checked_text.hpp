// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/bot_error.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/error.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace awaitgram::detail {

[[noreturn]] inline void refuse_setting(bot_errc code, std::string_view what) {
    throw std::system_error(make_error_code(code), std::string{what});
}

/// The number of characters of a text in UTF-8.
[[nodiscard]] inline std::size_t characters_in(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    }));
}

/// Refuses a text that is no UTF-8, or that has fewer or more characters than allowed.
inline void
require_length(std::string_view text, std::size_t least, std::size_t most, bot_errc otherwise) {
    if (utf8_until(text) != text.size())
        throw std::system_error(make_error_code(text_errc::not_utf8), "a setting of a bot");
    const auto size = characters_in(text);
    if (size < least || size > most)
        refuse_setting(otherwise, text);
}

/// Refuses what is no language of Telegram's: two lower-case letters, or none.
inline void require_language(std::string_view language) {
    const auto is_letter = [](char each) { return each >= 'a' && each <= 'z'; };
    if (!language.empty() &&
        (language.size() != 2 || !std::all_of(language.begin(), language.end(), is_letter)))
        refuse_setting(bot_errc::invalid_language, language);
}

} // namespace awaitgram::detail
