// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string_view>

namespace awaitgram::rpc {

/// The name at the start of a method's TL line: `auth.signIn` of `auth.signIn#8d52a951 flags:# ...`.
[[nodiscard]] constexpr std::string_view method_name(std::string_view line) noexcept {
    return line.substr(0, line.find('#'));
}

/// Whether requests of a method may contain tokens, phone numbers, codes, passwords or means of payment.
[[nodiscard]] constexpr bool has_secrets(std::string_view line) noexcept {
    for (const std::string_view subject : {"auth.", "account.", "payments."})
        if (line.substr(0, subject.size()) == subject)
            return true;
    return false;
}

} // namespace awaitgram::rpc
