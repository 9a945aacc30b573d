// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::login {

/// What can go wrong in a sign-in besides refusals (rpc_error) and the link (std::system_error of other categories).
enum class errc {
    /// The session is signed in to another account than the one asked for.
    other_account = 1,
    /// The phone number has no account, and no prompt for a name was given.
    sign_up_needed,
    /// This way to sign in isn't supported yet (e-mail, payment, passport).
    unsupported_login,
    /// The password is checked by an algorithm that this version doesn't know.
    unknown_password_algorithm,
    /// A text isn't a bot token `id:secret`.
    malformed_token,
};

[[nodiscard]] inline const char* category_name(errc) noexcept {
    return "awaitgram.login";
}

[[nodiscard]] inline const char* to_string(errc code) noexcept {
    switch (code) {
    case errc::other_account:
        return "the session is signed in to another account";
    case errc::sign_up_needed:
        return "the phone number has no account yet";
    case errc::unsupported_login:
        return "Telegram asks for a way to sign in that isn't supported";
    case errc::unknown_password_algorithm:
        return "the password is checked by an unknown algorithm: a newer awaitgram is needed";
    case errc::malformed_token:
        return "a bot token looks like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
    }
    return "unknown login error";
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category_of<errc>()};
}

} // namespace awaitgram::login

template <>
struct std::is_error_code_enum<awaitgram::login::errc> : std::true_type {};
