// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/detail/check.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

AWAITGRAM_DECL tl::vector<api::KeyboardButton>& begin_row(raw_rows& rows) {
    return rows.emplace_back().buttons;
}

AWAITGRAM_DECL tl::vector<api::KeyboardButton>& last_row(raw_rows& rows) {
    return rows.empty() ? begin_row(rows) : rows.back().buttons;
}

AWAITGRAM_DECL void arrange(raw_rows& rows, std::span<const std::int64_t> sizes) {
    for (const auto size : sizes)
        if (size < 1)
            refuse_keyboard(
                keyboard_errc::number_out_of_range, "rows of " + std::to_string(size) + " buttons"
            );
    raw_rows arranged;
    std::size_t next = 0;
    for (auto& row : rows)
        for (auto& each : row.buttons) {
            const auto full = !arranged.empty() && arranged.back().buttons.size() ==
                                                       static_cast<std::uint64_t>(sizes[next]);
            if (full && next + 1 < sizes.size())
                ++next;
            auto& to = full ? begin_row(arranged) : last_row(arranged);
            to.push_back(std::move(each));
        }
    rows = std::move(arranged);
}

AWAITGRAM_DECL std::size_t count_buttons(const raw_rows& rows) noexcept {
    std::size_t count = 0;
    for (const auto& row : rows)
        count += row.buttons.size();
    return count;
}

/// The most buttons of a keyboard.
struct keyboard_limits {
    const char* name;
    std::size_t in_row;
    std::size_t in_all;
};

inline void check_counts(const raw_rows& rows, const keyboard_limits& limits) {
    for (std::size_t at = 0; at != rows.size(); ++at)
        if (const auto count = rows[at].buttons.size(); count > limits.in_row)
            refuse_keyboard(
                keyboard_errc::row_too_long,
                "row " + std::to_string(at + 1) + " of " + limits.name + ", which begins with " +
                    name_of_button(text_of_button(rows[at].buttons.front())) + ", has " +
                    std::to_string(count) + " buttons"
            );
    if (const auto count = count_buttons(rows); count > limits.in_all)
        refuse_keyboard(
            keyboard_errc::too_many_buttons,
            std::string{limits.name} + " has " + std::to_string(count) + " buttons"
        );
}

inline void check_first(const raw_rows& rows) {
    for (std::size_t at = 0; at != rows.size(); ++at)
        for (std::size_t column = 0; column != rows[at].buttons.size(); ++column) {
            const auto& each = rows[at].buttons[column];
            const auto must_be_first =
                each.is<api::keyboardButtonGame>() || each.is<api::keyboardButtonBuy>();
            if (must_be_first && at + column != 0)
                refuse_keyboard(
                    keyboard_errc::not_first,
                    name_of_button(text_of_button(each)) + " is button " +
                        std::to_string(column + 1) + " of row " + std::to_string(at + 1)
                );
        }
}

inline void check_ids(const raw_rows& rows) {
    std::vector<std::int32_t> seen;
    for (const auto& row : rows)
        for (const auto& each : row.buttons) {
            const auto* id = each.button_id();
            if (id == nullptr)
                continue;
            if (std::find(seen.begin(), seen.end(), *id) != seen.end())
                refuse_keyboard(
                    keyboard_errc::repeated_id,
                    name_of_button(text_of_button(each)) + " has the id " + std::to_string(*id) +
                        " of another button"
                );
            seen.push_back(*id);
        }
}

inline void check_placeholder(std::string_view text) {
    check_length(keyboard_errc::placeholder_too_long, "the placeholder", text, 0, 64);
}

} // namespace detail

AWAITGRAM_DECL api::ReplyMarkup inline_keyboard::markup() const {
    detail::check_counts(rows(), {"an inline keyboard", 8, 100});
    detail::check_first(rows());
    api::replyInlineMarkup raw;
    raw.rows = rows();
    return raw;
}

AWAITGRAM_DECL reply_keyboard& reply_keyboard::placeholder(std::string_view text) & {
    detail::check_placeholder(text);
    options_.placeholder = text;
    return *this;
}

AWAITGRAM_DECL api::ReplyMarkup reply_keyboard::markup() const {
    if (empty())
        detail::refuse_keyboard(keyboard_errc::no_buttons, "an empty keyboard");
    detail::check_counts(rows(), {"a reply keyboard", 12, 300});
    detail::check_ids(rows());
    auto raw = options_;
    raw.rows = rows();
    return raw;
}

AWAITGRAM_DECL api::ReplyMarkup remove_keyboard::markup() const {
    api::replyKeyboardHide raw{};
    raw.selective = selective_;
    return raw;
}

AWAITGRAM_DECL force_reply& force_reply::placeholder(std::string_view text) & {
    detail::check_placeholder(text);
    options_.placeholder = text;
    return *this;
}

AWAITGRAM_DECL api::ReplyMarkup force_reply::markup() const {
    return options_;
}

} // namespace awaitgram
