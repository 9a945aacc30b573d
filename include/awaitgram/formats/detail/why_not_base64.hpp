// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// Why the text after the lead is not Base64. Only characters that are none of Base64's are named: the others are secret.
[[nodiscard]] inline std::string why_not_base64(const string_source& source) {
    const auto text = source.text.substr(source.skipped);
    const auto last = text.find_last_not_of('=');
    const auto length = std::to_string(source.text.size()) + " characters";
    constexpr std::string_view both =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    const auto stray = text.substr(0, last + 1).find_first_not_of(both);
    if (last == text.npos)
        return "Base64 is expected, not these " + length;
    if (stray != text.npos)
        return "Base64 is expected, which has no place for " +
               source.cleaned.named(source.skipped + stray);
    const auto standard = text.find_first_of("+/");
    const auto url = text.find_first_of("-_");
    if (standard != text.npos && url != text.npos)
        return "Base64 of one kind is expected, but " +
               source.cleaned.named(source.skipped + std::min(standard, url)) +
               " is of the other kind than " +
               source.cleaned.named(source.skipped + std::max(standard, url));
    return "whole Base64 is expected; of these " + length + " some are missing or wrong";
}

} // namespace awaitgram::detail
