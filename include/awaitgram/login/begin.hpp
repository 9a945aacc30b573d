// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/login/sign_in_step.hpp>

#include <string>
#include <string_view>

namespace awaitgram::login {

/// Sends a code to a phone number; without a number it only connects, and a number is wanted. Wants nothing when the session is signed
/// in already. Where the session has a key and does not say whose, Telegram is asked first.
///
/// Errors, Cancels: as the answers of sign_in_step.
[[nodiscard]] awaitable<sign_in_step> begin_sign_in(context at, std::string phone);

/// Asks for a link that another device of the account scans. Wants nothing when the session is signed in already.
///
/// Errors, Cancels: as the answers of sign_in_step.
/// Spec: https://core.telegram.org/api/qr-login
[[nodiscard]] awaitable<sign_in_step> begin_qr_sign_in(context at);

/// Continues a sign-in that was saved.
///
/// Errors: errc::malformed_state.
[[nodiscard]] sign_in_step resume_sign_in(context at, std::string_view saved);

} // namespace awaitgram::login
