// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram::rpc {

/// The name at the start of a method's TL line: `auth.signIn` of `auth.signIn#8d52a951 flags:# ...`.
[[nodiscard]] constexpr std::string_view method_name(std::string_view line) noexcept {
    return line.substr(0, line.find('#'));
}

} // namespace awaitgram::rpc
