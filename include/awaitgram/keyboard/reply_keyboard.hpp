// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/keyboard/button_rows.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/keyboard/reply_button.hpp>

#include <string_view>
#include <utility>

namespace awaitgram {

/// Buttons in place of the user's keyboard; a value, built by `row`, `add`, `grid` and `adjust`.
///
///     co_await message.answer("Where are you?", {.keyboard = ag::reply_keyboard().row(ag::request_location("Here"), "Nowhere")});
///
/// It is only as high as its buttons, unless it is told to have the height of a keyboard.
class reply_keyboard : public button_rows<reply_keyboard, reply_button> {
public:
    /// An empty keyboard. A constructor of its own keeps it safe inside of `co_await` expressions with GCC 12.
    reply_keyboard() noexcept { options_.resize = true; }

    /// Makes it as high as the user's keyboard.
    reply_keyboard& full_height() & { return set(options_.resize, false); }
    [[nodiscard]] reply_keyboard full_height() && { return std::move(full_height()); }

    /// Hides it when a button was pressed.
    reply_keyboard& single_use() & { return set(options_.single_use, true); }
    [[nodiscard]] reply_keyboard single_use() && { return std::move(single_use()); }

    /// Shows it only to the users whom the text mentions, and to the author of the message that is replied to.
    reply_keyboard& selective() & { return set(options_.selective, true); }
    [[nodiscard]] reply_keyboard selective() && { return std::move(selective()); }

    /// Keeps it shown while the user's own keyboard is hidden.
    reply_keyboard& persistent() & { return set(options_.persistent, true); }
    [[nodiscard]] reply_keyboard persistent() && { return std::move(persistent()); }

    /// The grey text of the empty input field.
    ///
    /// Errors: keyboard_errc::placeholder_too_long above 64 characters.
    reply_keyboard& placeholder(std::string_view text) &;
    [[nodiscard]] reply_keyboard placeholder(std::string_view text) && {
        return std::move(placeholder(text));
    }

    /// The markup that is sent.
    ///
    /// Errors: std::system_error with keyboard_errc::row_too_long above 12 buttons in a row, too_many_buttons above 300, no_buttons,
    ///         repeated_id.
    [[nodiscard]] api::ReplyMarkup markup() const;

private:
    reply_keyboard& set(bool& option, bool to) noexcept {
        option = to;
        return *this;
    }

    /// Without the rows.
    api::replyKeyboardMarkup options_{};
};

/// Removes the reply keyboard of an earlier message.
class remove_keyboard {
public:
    remove_keyboard() noexcept {}

    /// Removes it only for the users whom the text mentions, and for the author of the message that is replied to.
    remove_keyboard& selective() & noexcept {
        selective_ = true;
        return *this;
    }
    [[nodiscard]] remove_keyboard selective() && noexcept { return std::move(selective()); }

    /// The markup that is sent.
    [[nodiscard]] api::ReplyMarkup markup() const;

private:
    bool selective_ = false;
};

/// Lets the user's app begin a reply to the message. To wait for an answer, a conversation is better.
class force_reply {
public:
    force_reply() noexcept {}

    /// Asks once.
    force_reply& single_use() & noexcept {
        options_.single_use = true;
        return *this;
    }
    [[nodiscard]] force_reply single_use() && { return std::move(single_use()); }

    /// Asks only the users whom the text mentions, and the author of the message that is replied to.
    force_reply& selective() & noexcept {
        options_.selective = true;
        return *this;
    }
    [[nodiscard]] force_reply selective() && { return std::move(selective()); }

    /// The grey text of the empty input field.
    ///
    /// Errors: keyboard_errc::placeholder_too_long above 64 characters.
    force_reply& placeholder(std::string_view text) &;
    [[nodiscard]] force_reply placeholder(std::string_view text) && {
        return std::move(placeholder(text));
    }

    /// The markup that is sent.
    [[nodiscard]] api::ReplyMarkup markup() const;

private:
    api::replyKeyboardForceReply options_{};
};

static_assert(any_keyboard<reply_keyboard> && any_keyboard<remove_keyboard> && any_keyboard<force_reply>);

} // namespace awaitgram
