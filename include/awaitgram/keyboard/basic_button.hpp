// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// The colours of buttons.
enum class button_colour { primary, danger, success };

[[nodiscard]] api::KeyboardButton coloured(api::KeyboardButton button, button_colour colour);
[[nodiscard]] api::KeyboardButton with_icon(api::KeyboardButton button, std::int64_t emoji);
[[nodiscard]] std::string_view text_of_button(const api::KeyboardButton& button) noexcept;

} // namespace detail

/// The part that inline_button and reply_button have in common: the raw button, its colour and its icon.
template <class Button>
class basic_button {
public:
    /// The text on the button; lives as long as it.
    [[nodiscard]] std::string_view text() const noexcept { return detail::text_of_button(raw_); }

    /// The same button in the colour of the main choice.
    [[nodiscard]] Button primary() const { return coloured(detail::button_colour::primary); }
    /// The same button in the colour of what cannot be undone.
    [[nodiscard]] Button danger() const { return coloured(detail::button_colour::danger); }
    /// The same button in the colour of what ends well.
    [[nodiscard]] Button success() const { return coloured(detail::button_colour::success); }
    /// The same button with a custom emoji before its text, given by its id.
    [[nodiscard]] Button icon(std::int64_t emoji) const {
        return Button(detail::with_icon(raw_, emoji));
    }

    /// The button as Telegram's schema describes it.
    [[nodiscard]] const api::KeyboardButton& raw() const& noexcept { return raw_; }
    [[nodiscard]] api::KeyboardButton raw() && noexcept { return std::move(raw_); }

protected:
    explicit basic_button(api::KeyboardButton raw) noexcept : raw_(std::move(raw)) {}
    ~basic_button() = default;
    basic_button(const basic_button&) = default;
    basic_button(basic_button&&) noexcept = default;
    basic_button& operator=(const basic_button&) = default;
    basic_button& operator=(basic_button&&) noexcept = default;

private:
    [[nodiscard]] Button coloured(detail::button_colour colour) const {
        return Button(detail::coloured(raw_, colour));
    }

    api::KeyboardButton raw_;
};

} // namespace awaitgram
