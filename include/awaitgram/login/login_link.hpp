// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::login {

/// The link by which another device of the account accepts a login, which a QR code shows: `tg://login?token=...`.
///
/// Spec: https://core.telegram.org/api/qr-login
[[nodiscard]] inline std::string login_link(byte_view token) {
    using namespace awaitgram::detail;
    return "tg://login?token=" + to_base64(token, base64_digits::url, base64_fill::without);
}

/// The token in such a link; nothing when it is none.
[[nodiscard]] inline std::optional<byte_buffer> token_in(std::string_view link) {
    constexpr std::string_view start = "tg://login?token=";
    if (link.substr(0, start.size()) != start)
        return std::nullopt;
    auto token = awaitgram::detail::from_base64(link.substr(start.size()));
    return token && !token->empty() ? token : std::nullopt;
}

} // namespace awaitgram::login
