// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/storage.hpp>

#include <compare>
#include <concepts>
#include <cstring>
#include <iosfwd>
#include <string>
#include <string_view>

namespace awaitgram::tl {

/// A text of the schema: owns its bytes if constructed or copied, borrows them from the frame if decoded.
///
/// Converts to and from `std::string_view` and compares with anything that converts to it.
/// Shape: 16 bytes; UTF-8 by Telegram's convention, which is not checked here.
class string : public detail::text_base {
public:
    using text_base::text_base;
    constexpr string() noexcept = default;
    string(const char* text) : text_base(text, std::strlen(text)) {}
    string(std::string_view text) : text_base(text.data(), text.size()) {}
    string(const std::string& text) : text_base(text.data(), text.size()) {}

    /// Refers to a text that the caller keeps alive.
    [[nodiscard]] static string borrow(std::string_view text) noexcept {
        string result;
        result.refer_to(text.data(), text.size());
        return result;
    }

    operator std::string_view() const noexcept { return view(); }
    operator std::string() const { return str(); }
    [[nodiscard]] std::string_view view() const noexcept { return {data(), size()}; }
    [[nodiscard]] std::string str() const { return std::string(data(), size()); }

    const char* data() const noexcept { return static_cast<const char*>(raw()); }
    const char* begin() const noexcept { return data(); }
    const char* end() const noexcept { return data() + size(); }

    friend bool operator==(const string& left, const string& right) noexcept {
        return left.view() == right.view();
    }
    friend auto operator<=>(const string& left, const string& right) noexcept {
        return left.view() <=> right.view();
    }
    template <std::convertible_to<std::string_view> Text>
    friend bool operator==(const string& left, const Text& right) noexcept {
        return left.view() == static_cast<std::string_view>(right);
    }
    template <std::convertible_to<std::string_view> Text>
    friend auto operator<=>(const string& left, const Text& right) noexcept {
        return left.view() <=> static_cast<std::string_view>(right);
    }
    template <class Traits>
    friend std::basic_ostream<char, Traits>&
    operator<<(std::basic_ostream<char, Traits>& out, const string& text) {
        return out << std::basic_string_view<char, Traits>(text.data(), text.size());
    }
};

} // namespace awaitgram::tl
