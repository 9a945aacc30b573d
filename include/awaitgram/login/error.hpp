// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::login {

/// Errors of a sign-in besides refusals (rpc_error) and those of the link (std::system_error of other categories).
enum class errc {
    /// The session is signed in to another account than the one asked for.
    other_account = 1,
    /// The phone number has no account, and no prompt for a name was given.
    sign_up_needed,
    /// The server requires a way to sign in that is not supported (payment), or one that no prompt was given for (e-mail).
    unsupported_login,
    /// The server checks the password with an algorithm that this version does not know.
    unknown_password_algorithm,
    /// The text is not a bot token `id:secret`.
    malformed_token,
    /// Telegram has ended the login of the session: it was revoked, its key is unknown or used twice, or the account is gone.
    login_ended,
    /// Telegram granted the login to another account than the one that asked for it.
    wrong_account_granted,
    /// The sign-in waits for another answer, or for none.
    other_answer_wanted,
    /// The text is no saved state of a sign-in.
    malformed_state,
    /// The text is no link `tg://login?token=...`.
    malformed_login_link,
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
        return "Telegram asks for a way to sign in that is not supported";
    case errc::unknown_password_algorithm:
        return "the password is checked by an unknown algorithm: a newer awaitgram is needed";
    case errc::malformed_token:
        return "a bot token looks like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
    case errc::login_ended:
        return "the login has ended; sign in again";
    case errc::wrong_account_granted:
        return "the login was granted to another account";
    case errc::other_answer_wanted:
        return "the sign-in waits for another answer, or for none";
    case errc::malformed_state:
        return "the text is no saved state of a sign-in";
    case errc::malformed_login_link:
        return "a link to sign in looks like tg://login?token=...";
    }
    return "unknown login error";
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category_of<errc>()};
}

} // namespace awaitgram::login

template <>
struct std::is_error_code_enum<awaitgram::login::errc> : std::true_type {};
