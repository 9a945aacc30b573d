// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/keyboard/button_rows.hpp>
#include <awaitgram/keyboard/inline_button.hpp>
#include <awaitgram/keyboard/ref.hpp>

namespace awaitgram {

/// The buttons below a message; a value, built by `row`, `add`, `grid` and `adjust`.
///
///     const auto choice = ag::inline_keyboard().row(ag::button("yes", vote{1}), ag::button("no", vote{0})).row(ag::link("docs", url));
///     co_await message.answer("Agree?", {.keyboard = choice});
///
/// An empty one removes the buttons of a message that is edited.
class inline_keyboard : public button_rows<inline_keyboard, inline_button> {
public:
    /// An empty keyboard. A constructor of its own keeps it safe inside of `co_await` expressions with GCC 12.
    inline_keyboard() noexcept {}

    /// The markup that is sent.
    ///
    /// Errors: std::system_error with keyboard_errc::row_too_long above 8 buttons in a row, too_many_buttons above 100, not_first.
    [[nodiscard]] api::ReplyMarkup markup() const;
};

static_assert(any_keyboard<inline_keyboard>);

} // namespace awaitgram
