// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// The name and code of a known error of Telegram's API; `awaitgram::errors` has one for each.
///
/// A number in the name is omitted, as split_error does: `FLOOD_WAIT_42` is `FLOOD_WAIT`, `FILE_PART_3_MISSING` is
/// `FILE_PART_MISSING`, `CHAT_WAIT_5MIN` is `CHAT_WAIT_MIN`.
struct error_name {
    const char* name;
    int code;

    friend constexpr bool operator==(const error_name& left, const error_name& right) noexcept {
        return std::string_view{left.name} == right.name;
    }
};

/// The base of the types of known errors: each has a type of its own, so that comparisons are checked at compile time. Its `tl_name` is
/// the name.
struct known_error : error_name {};

/// The base of the types of errors that any method may return: floods, errors of the login, the connection and the server, and all that
/// are documented for no method.
struct common_error : known_error {};

/// The text of an error in two parts.
struct split_error_text {
    /// The text without the number.
    std::string name;
    /// The number, at most 2147483647.
    std::optional<int> value;
};

namespace detail {

/// The digits at the start of a part of an error if they are its number, else nothing: 1 to 10 digits, alone or before a unit of time.
inline std::string_view error_digits(std::string_view part) noexcept {
    constexpr auto units =
        std::to_array<std::string_view>({"", "SEC", "MIN", "HOUR", "HOURS", "DAY", "DAYS"});
    const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
    const auto end = std::find_if_not(part.begin(), part.end(), is_digit);
    const auto size = static_cast<std::size_t>(end - part.begin());
    const auto is_number = size > 0 && size <= 10 &&
                           std::find(units.begin(), units.end(), part.substr(size)) != units.end();
    return part.substr(0, is_number ? size : 0);
}

} // namespace detail

/// Takes the first number out of an error's text; names of known errors and errors that arrive are split by this rule alone.
///
/// A number is a whole part between underscores, or followed there by a unit of time: of `2FA_WAIT_7` it is 7.
[[nodiscard]] inline split_error_text split_error(std::string_view text) {
    split_error_text result;
    result.name = text;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('_', at), text.size());
        const auto digits = detail::error_digits(text.substr(at, end - at));
        if (digits.empty()) {
            at = end + 1;
            continue;
        }
        std::int64_t number = 0;
        for (const auto digit : digits)
            number = number * 10 + (digit - '0');
        result.value = static_cast<int>(std::min<std::int64_t>(number, 2'147'483'647));
        // A whole part takes the underscore before it along, or the one after it at the very start.
        if (at + digits.size() != end)
            result.name.erase(at, digits.size());
        else if (at > 0)
            result.name.erase(at - 1, digits.size() + 1);
        else
            result.name.erase(0, std::min(digits.size() + 1, text.size()));
        break;
    }
    return result;
}

} // namespace awaitgram
