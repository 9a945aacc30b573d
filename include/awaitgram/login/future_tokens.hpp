// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/session/any.hpp>

#include <cstddef>
#include <vector>

namespace awaitgram::login {

/// How many tokens of earlier logins a request for a code names.
inline constexpr std::size_t most_future_tokens = 20;

/// The tokens by which Telegram recognises a device that was signed in before, so that it sends fewer codes; oldest first.
///
/// They are kept as the state `awaitgram.future_auth_tokens` of the session, without a user and a chat; none in a session without
/// states. They survive the sign-in of another account.
/// Errors: exceptions of the session.
[[nodiscard]] awaitable<std::vector<byte_buffer>> future_tokens(any_session& session);

/// Replaces them.
///
/// Errors: exceptions of the session.
[[nodiscard]] awaitable<void>
keep_future_tokens(any_session& session, std::vector<byte_buffer> tokens);

/// Adds one, unless it is empty or known; the oldest ones go.
void add_future_token(std::vector<byte_buffer>& tokens, byte_view token);

} // namespace awaitgram::login
