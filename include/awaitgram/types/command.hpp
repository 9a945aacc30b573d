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

/// Parses the command at the beginning of a text.
[[nodiscard]] inline command_call parse_command(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    command_call parsed;
    if (text.size() < 2 || text.front() != '/')
        return parsed;
    text.remove_prefix(1);
    const auto end = text.find_first_of(blanks);
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
    const auto begin = end == text.npos ? end : text.find_first_not_of(blanks, end);
    if (begin != text.npos)
        parsed.arguments = text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
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
