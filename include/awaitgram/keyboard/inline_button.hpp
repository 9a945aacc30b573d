// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/keyboard/basic_button.hpp>
#include <awaitgram/keyboard/callback_data.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// A button of an inline_keyboard. The functions below make them, and check them at once.
///
/// Errors: all of them throw std::system_error with keyboard_errc; a text must not be empty, and is UTF-8.
class inline_button : public basic_button<inline_button> {
public:
    /// A button of the schema, of a kind that no function here makes.
    ///
    /// Errors: keyboard_errc::empty_text, keyboard_errc::wrong_keyboard.
    explicit inline_button(api::KeyboardButton raw);

    /// The same callback button, which asks for the password of the user's account before it is pressed.
    [[nodiscard]] inline_button with_password() const;
};

namespace detail {

/// Whether a struct passed as a temporary would be destroyed twice: GCC 12 does that to aggregates in a `co_await` expression.
template <class T>
concept unsafe_data =
#ifdef __clang__
    false &&
#endif
    std::is_aggregate_v<T> && !std::is_trivially_destructible_v<T>;

/// A callback button with data that may be too long.
[[nodiscard]] inline_button button_of(std::string_view text, const data_writer& data);

} // namespace detail

/// A button that sends `data` to the bot, which gets a callback_query.
///
/// Errors: keyboard_errc::data_size unless it has 1 to 64 bytes.
[[nodiscard]] inline_button button(std::string_view text, byte_view data);
/// A button that sends the bytes of a text to the bot; not counted in characters.
[[nodiscard]] inline_button button(std::string_view text, std::string_view data);

/// A button that sends a struct to the bot, packed by callback_data; `filters::data<T>` unpacks it.
///
/// Errors: keyboard_errc::data_size if this value takes more than 64 bytes.
template <class T>
    requires(!std::convertible_to<const T&, std::string_view> && !std::convertible_to<const T&, byte_view>)
[[nodiscard]] inline_button button(std::string_view text, T&& data) {
    static_assert(
        !detail::unsafe_data<T>,
        "GCC 12 destroys a temporary struct with a std::string twice in a co_await expression: "
        "name the struct first, as in "
        "`const order data = ...;`, or use ag::fixed_text in it"
    );
    return detail::button_of(text, callback_data<std::remove_cvref_t<T>>::write(data));
}

/// A button that opens an address: http://, https://, tg:// or a domain such as `t.me/name`.
///
/// Errors: keyboard_errc::invalid_url.
[[nodiscard]] inline_button link(std::string_view text, std::string_view url);

/// Chats that a switch_inline button offers.
struct switch_targets {
    /// Private chats with people.
    bool users = false;
    /// Private chats with bots.
    bool bots = false;
    /// Groups, of both kinds.
    bool groups = false;
    /// Channels.
    bool channels = false;
};

/// A button that lets the user choose a chat, and begins an inline query to the bot there.
///
/// Errors: keyboard_errc::query_too_long above 256 characters.
[[nodiscard]] inline_button switch_inline(std::string_view text, std::string_view query = {});
/// The same for the chat that the button is in.
[[nodiscard]] inline_button switch_inline_here(std::string_view text, std::string_view query = {});
/// The same for chats of some kinds.
[[nodiscard]] inline_button
switch_inline_to(std::string_view text, std::string_view query, switch_targets targets);

/// How a login_link signs the user in.
struct login_link_options {
    /// The text of the button in forwarded messages; empty for the same text.
    std::string_view forwarded_text{};
    /// Whether the bot asks to be allowed to write to the user.
    bool request_write_access = false;
    /// The bot that signs in; null for the one that sends the keyboard.
    const api::InputUser* bot = nullptr;
};

/// A button that signs the user in to a website, whose domain is linked to the bot with BotFather.
///
/// Errors: keyboard_errc::https_needed.
[[nodiscard]] inline_button
login_link(std::string_view text, std::string_view url, login_link_options options = {});

/// A button that opens a Web App; in private chats only.
///
/// Errors: keyboard_errc::https_needed.
[[nodiscard]] inline_button web_app(std::string_view text, std::string_view url);

/// The button that starts the game of the message; the first button of the first row.
[[nodiscard]] inline_button play(std::string_view text);

/// The button that pays the invoice of the message; the first button of the first row. ⭐ and XTR become the icon of Stars.
[[nodiscard]] inline_button pay(std::string_view text);

/// A button that copies a text to the clipboard.
///
/// Errors: keyboard_errc::copied_text_size unless it has 1 to 256 characters.
[[nodiscard]] inline_button copy_text(std::string_view text, std::string_view copied);

/// A button that opens a user's profile. A user given by id is known to the account when the keyboard is sent.
///
/// Errors: keyboard_errc::number_out_of_range.
[[nodiscard]] inline_button profile(std::string_view text, std::int64_t user);
/// The same for a user of the schema.
[[nodiscard]] inline_button profile(std::string_view text, api::InputUser user);

} // namespace awaitgram
