// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

namespace awaitgram {

class text; // text/text.hpp

/// Whatever is a plain text: a literal, a std::string, a std::string_view.
template <class T>
concept plain_text = std::convertible_to<const T&, std::string_view>;

/// A reference to a text, plain or formatted: a parameter of everything that sends one.
///
/// It lives no longer than the text. A text written in the call itself lives until the call has ended, and methods read it before
/// they wait for anything.
class text_ref {
public:
    /// An empty text.
    constexpr text_ref() noexcept = default;

    template <plain_text T>
    constexpr text_ref(const T& plain) noexcept : chars_(plain) {}

    /// A text with entities.
    text_ref(const text& formatted) noexcept;

    /// No text.
    template <class Number>
        requires std::is_arithmetic_v<Number>
    text_ref(Number) noexcept {
        static_assert(
            !std::is_arithmetic_v<Number>,
            "awaitgram: a number is no text; std::to_string makes one of it"
        );
    }

    /// The characters, in UTF-8.
    [[nodiscard]] constexpr std::string_view chars() const noexcept { return chars_; }

    /// The text with its entities; null for a plain one.
    [[nodiscard]] constexpr const text* formatted() const noexcept { return formatted_; }

    [[nodiscard]] constexpr bool empty() const noexcept { return chars_.empty(); }

private:
    std::string_view chars_{};
    const text* formatted_ = nullptr;
};

static_assert(std::is_trivially_destructible_v<text_ref>);
static_assert(std::is_trivially_copyable_v<text_ref>);

} // namespace awaitgram
