// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// What can go wrong in a client besides refusals (rpc_error) and the link (std::system_error of other categories).
enum class client_errc {
    /// A request was made while `client::run` wasn't under way.
    not_running = 1,
    /// The link was down for longer than `app::outage_limit`.
    outage,
    /// The server doesn't know the key of a session that is signed in.
    key_unknown,
    /// The session is signed in to another account than the one asked for.
    other_account,
    /// The phone number has no account, and no prompt for a name was given.
    sign_up_needed,
    /// This way to sign in isn't supported yet (e-mail, payment, passport).
    unsupported_login,
    /// The password is checked by an algorithm that this version doesn't know.
    unknown_password_algorithm,
    /// A prompt was answered wrongly too often.
    too_many_attempts,
    /// A text isn't a bot token `id:secret`.
    malformed_token,
    /// An answer of the server doesn't follow the schema.
    malformed_answer,
};

[[nodiscard]] inline const char* category_name(client_errc) noexcept {
    return "awaitgram.client";
}

[[nodiscard]] inline const char* to_string(client_errc code) noexcept {
    switch (code) {
    case client_errc::not_running:
        return "the client isn't running: make requests inside client.run's body";
    case client_errc::outage:
        return "the connection was down for too long";
    case client_errc::key_unknown:
        return "the server doesn't know this session's key: sign in with a new session";
    case client_errc::other_account:
        return "the session is signed in to another account";
    case client_errc::sign_up_needed:
        return "the phone number has no account yet";
    case client_errc::unsupported_login:
        return "Telegram asks for a way to sign in that isn't supported";
    case client_errc::unknown_password_algorithm:
        return "the password is checked by an unknown algorithm: a newer awaitgram is needed";
    case client_errc::too_many_attempts:
        return "too many wrong answers";
    case client_errc::malformed_token:
        return "a bot token looks like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
    case client_errc::malformed_answer:
        return "the server's answer doesn't follow the schema";
    }
    return "unknown client error";
}

[[nodiscard]] inline std::error_code make_error_code(client_errc code) noexcept {
    return {static_cast<int>(code), category_of<client_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::client_errc> : std::true_type {};
