// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/peers/parse_link.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// Whether a text may have a phone number or the hash of an invite link in it, which only its owner may know.
[[nodiscard]] inline bool may_be_private(std::string_view text) {
    const auto folded = folded_name(text);
    for (const std::string_view sign : {"+", "%", "joinchat", "invite=", "phone="})
        if (folded.find(sign) != std::string::npos)
            return true;
    const auto digits = std::count_if(text.begin(), text.end(), [](char each) {
        return each >= '0' && each <= '9';
    });
    return digits >= 5 && !text.starts_with('-') &&
           text.find_first_not_of("0123456789 -().\t\r\n") == std::string_view::npos;
}

/// A text as an error shows it: short, on one line, and without what is private.
[[nodiscard]] inline std::string shown_text(std::string_view text) {
    constexpr std::size_t most = 64;
    if (may_be_private(text))
        return "the phone number or invite link";
    std::string shown;
    for (const auto each : text.substr(0, most))
        shown += each < ' ' || each > '~' ? '?' : each;
    return '"' + shown + (text.size() > most ? "...\"" : "\"");
}

} // namespace awaitgram::detail
