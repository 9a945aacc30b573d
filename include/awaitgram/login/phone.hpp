// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/login/prompts.hpp>

namespace awaitgram::login {

/// Signs in as a user, by phone, code and, where it is set, password; does nothing when the session is signed in already. Where the
/// session has a key and does not say whose, Telegram is asked first. It connects before it asks the first question, so that a server
/// that is away or has another key shows at once.
///
/// When a code has expired, or Telegram asks to begin anew, another code is sent, twice at most; the prompts' `complain` says so.
///
/// Errors:  rpc_error, also after three wrong answers to the same question; errc::sign_up_needed, unsupported_login,
///          unknown_password_algorithm, wrong_account_granted; exceptions of the prompts and the session.
/// Cancels: the session is signed in or not, as a whole.
[[nodiscard]] awaitable<void> sign_in(context at, sign_in_prompts prompts);

} // namespace awaitgram::login
