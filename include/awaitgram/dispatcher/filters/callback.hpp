// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/dispatcher/filters/text.hpp>
#include <awaitgram/types/callback_query.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::filters {

namespace detail {

struct has_data {
    std::string wanted;
    bool operator()(const callback_query& press) const noexcept { return press.data() == wanted; }
};

/// Yields what follows the beginning of a button's data.
struct has_data_with {
    std::string beginning;
    std::optional<std::string_view> operator()(const callback_query& press) const noexcept {
        const auto data = press.data();
        return data.starts_with(beginning) ? std::optional{data.substr(beginning.size())}
                                           : std::nullopt;
    }
};

} // namespace detail

/// Buttons with this data. For data that are a struct see `data<T>`.
[[nodiscard]] inline auto data_is(std::string_view wanted) {
    return filter{detail::has_data{std::string{wanted}}};
}

/// Buttons whose data begin with this. Yields the rest as a `std::string_view`.
[[nodiscard]] inline auto data_starts_with(std::string_view beginning) {
    return filter{detail::has_data_with{std::string{beginning}}};
}

/// Buttons of messages that were sent by inline queries.
inline constexpr filter from_inline{
    [](const callback_query& press) noexcept { return press.from_inline(); }};

/// Buttons that start a game.
inline constexpr filter starts_game{
    [](const callback_query& press) noexcept { return !press.game().empty(); }};

} // namespace awaitgram::filters
