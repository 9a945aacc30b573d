// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>

namespace awaitgram::login {

/// Ends the login on the server, then in the session, which keeps the token by which Telegram recognises the device at its next
/// sign-in; see future_tokens.
///
/// Errors:  rpc_error when Telegram refuses; exceptions of the session.
/// Cancels: the login has ended on the server or not; in the session it ends with the next refused request at the latest.
[[nodiscard]] awaitable<void> log_out(rpc::invoker& calls, any_session& session);

} // namespace awaitgram::login
