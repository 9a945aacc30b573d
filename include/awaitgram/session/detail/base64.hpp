// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The last two digits of Base64: `+/` or `-_`.
enum class base64_digits { standard, url };

/// Whether the last group is filled up with `=`.
enum class base64_fill { with, without };

[[nodiscard]] inline std::string
to_base64(byte_view bytes, base64_digits digits, base64_fill fill) {
    const auto* const alphabet =
        digits == base64_digits::url
            ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    auto count = 0;
    for (const auto byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 6; count -= 6)
            text += alphabet[bits >> (count - 6) & 63];
    }
    if (count != 0)
        text += alphabet[bits << (6 - count) & 63];
    while (fill == base64_fill::with && text.size() % 4 != 0)
        text += '=';
    return text;
}

/// Reads Base64 of either alphabet, with or without `=`; nothing when a character, the length, the filling or a bit after the
/// last byte is wrong, or both alphabets are mixed.
[[nodiscard]] inline std::optional<byte_buffer> from_base64(std::string_view text) {
    if (text.size() % 4 == 0)
        for (auto fill = 0; fill < 2 && !text.empty() && text.back() == '='; ++fill)
            text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    if (text.find_first_of("+/") != text.npos && text.find_first_of("-_") != text.npos)
        return std::nullopt;
    const auto value_of = [](char c) -> int {
        if (c >= 'A' && c <= 'Z')
            return c - 'A';
        if (c >= 'a' && c <= 'z')
            return c - 'a' + 26;
        if (c >= '0' && c <= '9')
            return c - '0' + 52;
        if (c == '+' || c == '-')
            return 62;
        return c == '/' || c == '_' ? 63 : -1;
    };
    byte_buffer bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    auto count = 0;
    for (const auto c : text) {
        const auto value = value_of(c);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if ((count += 6) >= 8)
            bytes.push_back(static_cast<std::uint8_t>(bits >> (count -= 8)));
    }
    if ((bits & ((1U << count) - 1)) != 0)
        return std::nullopt;
    return bytes;
}

} // namespace awaitgram::detail
