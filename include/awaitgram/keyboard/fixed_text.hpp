// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace awaitgram {

namespace detail {

/// Throws keyboard_errc::text_too_long.
[[noreturn]] void refuse_long_text(std::string_view text, std::size_t capacity);

} // namespace detail

/// A text of at most `Capacity` bytes, kept in place: it bounds the size of callback data, which std::string does not.
template <std::size_t Capacity>
class fixed_text {
    static_assert(
        Capacity >= 1 && Capacity <= 58,
        "callback data has room for fixed_text<1> to fixed_text<58>"
    );

public:
    /// An empty text.
    constexpr fixed_text() noexcept = default;

    /// Shape:  counted in bytes.
    /// Errors: std::system_error with keyboard_errc::text_too_long.
    template <std::convertible_to<std::string_view> Text>
    constexpr fixed_text(const Text& text) {
        const std::string_view content = text;
        if (content.size() > Capacity)
            detail::refuse_long_text(content, Capacity);
        std::copy(content.begin(), content.end(), bytes_.begin());
        size_ = static_cast<std::uint8_t>(content.size());
    }

    /// The text; lives as long as this.
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        return {bytes_.data(), size_};
    }
    constexpr operator std::string_view() const noexcept { return view(); }

    friend constexpr bool operator==(const fixed_text& left, const fixed_text& right) noexcept {
        return left.view() == right.view();
    }

private:
    std::array<char, Capacity> bytes_{};
    std::uint8_t size_ = 0;
};

} // namespace awaitgram
