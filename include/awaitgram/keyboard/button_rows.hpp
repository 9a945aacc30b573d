// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

using raw_rows = tl::vector<api::keyboardButtonRow>;

/// The buttons of a new row.
[[nodiscard]] tl::vector<api::KeyboardButton>& begin_row(raw_rows& rows);
/// The buttons of the last row, which is a new one if there is none.
[[nodiscard]] tl::vector<api::KeyboardButton>& last_row(raw_rows& rows);
/// Arranges all buttons anew in rows of these sizes, the last of which repeats.
void arrange(raw_rows& rows, std::span<const std::int64_t> sizes);
[[nodiscard]] std::size_t count_buttons(const raw_rows& rows) noexcept;

} // namespace detail

/// The rows of an inline_keyboard or a reply_keyboard: `Self` takes buttons of the type `Button` and of no other.
///
/// Each function returns the keyboard, so that they can be chained; they can also be called one by one.
template <class Self, class Button>
class button_rows {
public:
    /// Adds a row below the others; none without buttons.
    template <class... Buttons>
        requires(!std::same_as<std::remove_cvref_t<Buttons>, std::vector<Button>> && ...)
    Self& row(Buttons&&... buttons) & {
        if constexpr (sizeof...(Buttons) != 0)
            append(detail::begin_row(rows_), std::forward<Buttons>(buttons)...);
        return self();
    }
    template <class... Buttons>
        requires(!std::same_as<std::remove_cvref_t<Buttons>, std::vector<Button>> && ...)
    [[nodiscard]] Self row(Buttons&&... buttons) && {
        return std::move(row(std::forward<Buttons>(buttons)...));
    }
    Self& row(std::vector<Button> buttons) & {
        if (!buttons.empty())
            append_all(detail::begin_row(rows_), std::move(buttons));
        return self();
    }
    [[nodiscard]] Self row(std::vector<Button> buttons) && {
        return std::move(row(std::move(buttons)));
    }

    /// Adds buttons to the last row. For lists of buttons that `grid` or `adjust` arrange.
    template <class... Buttons>
        requires(!std::same_as<std::remove_cvref_t<Buttons>, std::vector<Button>> && ...)
    Self& add(Buttons&&... buttons) & {
        if constexpr (sizeof...(Buttons) != 0)
            append(detail::last_row(rows_), std::forward<Buttons>(buttons)...);
        return self();
    }
    template <class... Buttons>
        requires(!std::same_as<std::remove_cvref_t<Buttons>, std::vector<Button>> && ...)
    [[nodiscard]] Self add(Buttons&&... buttons) && {
        return std::move(add(std::forward<Buttons>(buttons)...));
    }
    Self& add(std::vector<Button> buttons) & {
        if (!buttons.empty())
            append_all(detail::last_row(rows_), std::move(buttons));
        return self();
    }
    [[nodiscard]] Self add(std::vector<Button> buttons) && {
        return std::move(add(std::move(buttons)));
    }

    /// Arranges all buttons so far in rows of `columns`, the last of which may be shorter.
    ///
    /// Errors: keyboard_errc::number_out_of_range unless it is positive.
    Self& grid(std::int64_t columns) & {
        detail::arrange(rows_, {&columns, 1});
        return self();
    }
    [[nodiscard]] Self grid(std::int64_t columns) && { return std::move(grid(columns)); }

    /// Arranges all buttons so far in rows of these sizes; the last size repeats.
    ///
    /// Errors: keyboard_errc::number_out_of_range unless all are positive.
    template <std::integral... Sizes>
        requires(sizeof...(Sizes) != 0)
    Self& adjust(Sizes... sizes) & {
        const std::int64_t all[] = {static_cast<std::int64_t>(sizes)...};
        detail::arrange(rows_, all);
        return self();
    }
    template <std::integral... Sizes>
        requires(sizeof...(Sizes) != 0)
    [[nodiscard]] Self adjust(Sizes... sizes) && {
        return std::move(adjust(sizes...));
    }

    /// The number of buttons.
    [[nodiscard]] std::size_t size() const noexcept { return detail::count_buttons(rows_); }
    /// Whether it has no button.
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

    /// The rows as Telegram's schema describes them; none is empty.
    [[nodiscard]] const detail::raw_rows& rows() const noexcept { return rows_; }

protected:
    button_rows() = default;
    ~button_rows() = default;
    button_rows(const button_rows&) = default;
    button_rows(button_rows&&) noexcept = default;
    button_rows& operator=(const button_rows&) = default;
    button_rows& operator=(button_rows&&) noexcept = default;

private:
    [[nodiscard]] Self& self() noexcept { return static_cast<Self&>(*this); }

    template <class... Buttons>
    static void append(tl::vector<api::KeyboardButton>& to, Buttons&&... buttons) {
        constexpr auto fit = (std::is_convertible_v<Buttons, Button> && ...);
        static_assert(
            fit,
            "a row takes buttons of its own keyboard: inline_keyboard those of ag::button, "
            "ag::link, ag::pay and the like, "
            "reply_keyboard texts and those of ag::request_contact and the like; the two kinds "
            "cannot be mixed"
        );
        if constexpr (fit)
            (to.push_back(static_cast<Button>(std::forward<Buttons>(buttons)).raw()), ...);
    }
    static void append_all(tl::vector<api::KeyboardButton>& to, std::vector<Button> buttons) {
        for (auto& each : buttons)
            to.push_back(std::move(each).raw());
    }

    detail::raw_rows rows_{};
};

} // namespace awaitgram
