// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/keyboard/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// Throws std::system_error that begins with the sentence.
[[noreturn]] void refuse_keyboard(keyboard_errc code, const std::string& sentence);

/// `button "text"`, with the text cut where it is long.
[[nodiscard]] std::string name_of_button(std::string_view text);

/// Refuses a text that is empty or no UTF-8.
void check_button_text(std::string_view text);

/// Refuses a text that is no UTF-8, or has less or more characters; `place` says which text it is.
void check_length(
    keyboard_errc code,
    const std::string& place,
    std::string_view text,
    std::size_t least,
    std::size_t most
);

/// Refuses an address that a link cannot have.
void check_link(std::string_view text, std::string_view url);

/// Refuses an address that does not begin with https://.
void check_https(std::string_view text, std::string_view url);

} // namespace awaitgram::detail
