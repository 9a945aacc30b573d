// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace awaitgram {

/// A bot command: `/start@some_bot  a b` is `start` for `some_bot` with the arguments `a b`.
struct command_call {
    /// Without the slash; empty when the text is no command.
    std::string_view name{};
    /// The bot it names, or empty when it is for any bot.
    std::string_view addressee{};
    /// The rest of the text, without surrounding blanks.
    std::string_view arguments{};

    explicit operator bool() const noexcept { return !name.empty(); }
};

namespace detail {

/// The length of the blank, of ASCII or another one of Unicode, that a text of UTF-8 begins with; 0 when it begins with none.
[[nodiscard]] constexpr std::size_t leading_blank(std::string_view text) noexcept {
    if (text.empty())
        return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first == ' ' || (first >= '\t' && first <= '\r'))
        return 1;
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85"))
        return 2;
    if (text.starts_with("\xE1\x9A\x80") || text.starts_with("\xE2\x81\x9F") ||
        text.starts_with("\xE3\x80\x80"))
        return 3;
    if (text.size() < 3 || !text.starts_with("\xE2\x80"))
        return 0;
    const auto third = static_cast<unsigned char>(text[2]);
    return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0;
}

/// A text without the blanks around it.
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    while (const auto blank = leading_blank(text))
        text.remove_prefix(blank);
    std::size_t end = 0; // behind the last character that is no blank
    for (std::size_t at = 0; at < text.size();) {
        const auto blank = leading_blank(text.substr(at));
        at += blank == 0 ? 1 : blank;
        if (blank == 0)
            end = at;
    }
    return text.substr(0, end);
}

} // namespace detail

/// Parses the command at the beginning of a text.
[[nodiscard]] inline command_call parse_command(std::string_view text) noexcept {
    command_call parsed;
    if (text.size() < 2 || text.front() != '/')
        return parsed;
    text.remove_prefix(1);
    std::size_t end = 0;
    while (end < text.size() && detail::leading_blank(text.substr(end)) == 0)
        ++end;
    auto name = text.substr(0, end);
    if (const auto at = name.find('@'); at != name.npos) {
        parsed.addressee = name.substr(at + 1);
        name = name.substr(0, at);
    }
    for (const auto letter : name)
        if (!(letter >= 'a' && letter <= 'z') && !(letter >= 'A' && letter <= 'Z') &&
            !(letter >= '0' && letter <= '9') && letter != '_')
            return {};
    parsed.name = name;
    parsed.arguments = detail::without_blanks(text.substr(end));
    return parsed;
}

namespace detail {

/// Whether two names are equal, ignoring the case of Latin letters.
[[nodiscard]] inline bool same_name(std::string_view left, std::string_view right) noexcept {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (lower(left[i]) != lower(right[i]))
            return false;
    return true;
}

} // namespace detail

} // namespace awaitgram
