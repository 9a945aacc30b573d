// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/keyboard/callback_data.hpp>
#include <awaitgram/types/callback_query.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram::filters {

namespace detail {

[[nodiscard]] inline byte_view bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Yields the struct that a button's data are.
template <class T>
struct is_struct {
    std::optional<T> operator()(const callback_query& press) const {
        auto known = callback_data<T>::unpack(bytes_of(press.data()));
        return known ? std::optional<T>{*std::move(known)} : std::nullopt;
    }
};

template <class T>
struct is_outdated_struct {
    bool operator()(const callback_query& press) const {
        const auto known = callback_data<T>::unpack(bytes_of(press.data()));
        return !known && known.error() == data_mismatch::outdated;
    }
};

} // namespace detail

/// Buttons whose data are this struct: `data<vote>` for `button("yes", vote{1})`. Yields the struct.
template <class T>
inline constexpr filter data{detail::is_struct<T>{}};

/// Buttons whose data are an older or newer version of this struct.
template <class T>
inline constexpr filter outdated_data{detail::is_outdated_struct<T>{}};

/// Buttons whose data are any struct. Behind the handlers for those that the program knows, they are outdated.
inline constexpr filter any_struct{[](const callback_query& press) noexcept {
    return is_packed_data(detail::bytes_of(press.data()));
}};

} // namespace awaitgram::filters
