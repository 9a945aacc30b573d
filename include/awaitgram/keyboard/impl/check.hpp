// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/detail/check.hpp>
#include <awaitgram/keyboard/detail/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace awaitgram::detail {

AWAITGRAM_DECL void refuse_keyboard(keyboard_errc code, const std::string& sentence) {
    throw std::system_error(make_error_code(code), sentence);
}

AWAITGRAM_DECL std::string name_of_button(std::string_view text) {
    constexpr std::size_t most = 64;
    auto end = std::min(text.size(), most);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end; // not inside of a character
    std::string name = "button \"";
    name += text.substr(0, end);
    name += end < text.size() ? "...\"" : "\"";
    return name;
}

AWAITGRAM_DECL void check_button_text(std::string_view text) {
    if (text.empty())
        refuse_keyboard(keyboard_errc::empty_text, "a button");
    if (!characters_of(text))
        refuse_keyboard(keyboard_errc::not_utf8, "the text of a button");
}

AWAITGRAM_DECL void check_length(
    keyboard_errc code,
    const std::string& place,
    std::string_view text,
    std::size_t least,
    std::size_t most
) {
    const auto length = characters_of(text);
    if (!length)
        refuse_keyboard(keyboard_errc::not_utf8, place);
    if (*length < least || *length > most)
        refuse_keyboard(code, place + " has " + std::to_string(*length) + " characters");
}

/// Whether an address begins with `scheme` in any case and has more behind it.
[[nodiscard]] inline bool has_scheme(std::string_view url, std::string_view scheme) noexcept {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return url.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), url.begin(), [&](char left, char right) {
               return left == lower(right);
           });
}

/// Whether an address has a blank or a control character, or is no UTF-8.
[[nodiscard]] inline bool is_broken(std::string_view url) noexcept {
    const auto wrong = [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte <= ' ' || byte == 0x7F;
    };
    return std::any_of(url.begin(), url.end(), wrong) || !characters_of(url);
}

AWAITGRAM_DECL void check_link(std::string_view text, std::string_view url) {
    constexpr std::string_view opened[] = {"http://", "https://", "tg://", "ton://", "tonsite://"};
    const auto has = [url](std::string_view scheme) { return has_scheme(url, scheme); };
    const auto is_domain = url.find("://") == url.npos && url.find('.') != url.npos;
    const auto known = std::any_of(std::begin(opened), std::end(opened), has) || is_domain;
    if (!known || is_broken(url))
        refuse_keyboard(
            keyboard_errc::invalid_url,
            "the address \"" + std::string{url} + "\" of " + name_of_button(text)
        );
}

AWAITGRAM_DECL void check_https(std::string_view text, std::string_view url) {
    if (!has_scheme(url, "https://") || is_broken(url))
        refuse_keyboard(
            keyboard_errc::https_needed,
            "the address \"" + std::string{url} + "\" of " + name_of_button(text)
        );
}

} // namespace awaitgram::detail
