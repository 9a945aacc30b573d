// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// What is wrong with a button or a keyboard. Thrown as std::system_error, whose text names the button and the number.
///
/// A button is checked when it is made, and the arrangement of a keyboard when it is turned into a markup, thus before it is sent.
enum class keyboard_errc {
    /// A button has no text.
    empty_text = 1,
    /// A text is not UTF-8.
    not_utf8,
    /// Callback data has no byte, or more than 64 of them.
    data_size,
    /// The address of a link is empty, has blanks, or a scheme that Telegram does not open.
    invalid_url,
    /// The address does not begin with https://.
    https_needed,
    /// The query that a button enters is longer than 256 characters.
    query_too_long,
    /// The text that a button copies is empty or longer than 256 characters.
    copied_text_size,
    /// A placeholder is longer than 64 characters.
    placeholder_too_long,
    /// A number that must be positive is not, or a button asks for more than 10 users.
    number_out_of_range,
    /// A text is longer than the fixed_text that holds it.
    text_too_long,
    /// A raw button belongs to the other kind of keyboard.
    wrong_keyboard,
    /// A game or pay button is not the first one.
    not_first,
    /// There are too many buttons in a row.
    row_too_long,
    /// There are too many buttons.
    too_many_buttons,
    /// A reply keyboard has no button.
    no_buttons,
    /// Two buttons that request users or chats have the same id.
    repeated_id,
};

[[nodiscard]] inline const char* category_name(keyboard_errc) noexcept {
    return "awaitgram.keyboard";
}

[[nodiscard]] inline const char* to_string(keyboard_errc code) noexcept {
    switch (code) {
    case keyboard_errc::empty_text:
        return "a button needs a text";
    case keyboard_errc::not_utf8:
        return "texts are UTF-8";
    case keyboard_errc::data_size:
        return "callback data has 1 to 64 bytes";
    case keyboard_errc::invalid_url:
        return "a link begins with http://, https://, tg://, ton:// or a domain, and has no blanks";
    case keyboard_errc::https_needed:
        return "the address must begin with https://";
    case keyboard_errc::query_too_long:
        return "a query has at most 256 characters";
    case keyboard_errc::copied_text_size:
        return "a text to copy has 1 to 256 characters";
    case keyboard_errc::placeholder_too_long:
        return "a placeholder has at most 64 characters";
    case keyboard_errc::number_out_of_range:
        return "ids and sizes are positive, and a button requests at most 10 users";
    case keyboard_errc::text_too_long:
        return "the text does not fit";
    case keyboard_errc::wrong_keyboard:
        return "inline buttons and reply buttons are of different keyboards";
    case keyboard_errc::not_first:
        return "a game or pay button must be the first button of the first row";
    case keyboard_errc::row_too_long:
        return "a row has at most 8 inline buttons, or 12 reply buttons";
    case keyboard_errc::too_many_buttons:
        return "a keyboard has at most 100 inline buttons, or 300 reply buttons";
    case keyboard_errc::no_buttons:
        return "a reply keyboard needs a button; ag::remove_keyboard removes it";
    case keyboard_errc::repeated_id:
        return "each button that requests users or chats needs an id of its own";
    }
    return "unknown error of a keyboard";
}

[[nodiscard]] inline std::error_code make_error_code(keyboard_errc code) noexcept {
    return {static_cast<int>(code), category_of<keyboard_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::keyboard_errc> : std::true_type {};
