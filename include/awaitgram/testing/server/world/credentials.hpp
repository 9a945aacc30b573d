// SPDX-License-Identifier: MIT
#pragma once

#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::testing {

/// A username in lower case: usernames are compared without regard to case.
[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& character : result)
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    return result;
}

/// The digits of a phone number in any usual notation; empty when the text cannot be a phone number.
[[nodiscard]] inline std::string digits_of_phone(std::string_view phone) {
    std::string digits;
    for (const auto character : phone) {
        if (character >= '0' && character <= '9')
            digits += character;
        else if (std::string_view{"+ -()"}.find(character) == std::string_view::npos)
            return {};
    }
    return digits.size() < 5 || digits.size() > 15 ? std::string{} : digits;
}

/// A bot token, `id:secret`, split into its two parts.
struct bot_token {
    std::int64_t id{};
    std::string secret{};
};

/// Splits a bot token; nothing when the text is not one.
[[nodiscard]] inline std::optional<bot_token> parse_token(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 12)
        return std::nullopt;
    bot_token token;
    const auto* end = text.data() + colon;
    const auto [rest, error] = std::from_chars(text.data(), end, token.id);
    if (error != std::errc{} || rest != end || token.id <= 0)
        return std::nullopt;
    token.secret = text.substr(colon + 1);
    for (const auto character : token.secret)
        if (!std::isalnum(static_cast<unsigned char>(character)) && character != '-' &&
            character != '_')
            return std::nullopt;
    return token.secret.empty() ? std::nullopt : std::optional{std::move(token)};
}

} // namespace awaitgram::testing
