// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/login/context.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::login {

/// The bot's id at the start of its token. Blanks around a token are ignored.
///
/// Errors: errc::malformed_token, which says what is wrong.
[[nodiscard]] std::int64_t bot_id(std::string_view token);

/// Signs in as a bot; does nothing when the session is signed in as that bot already. Where the session has a key and does not say
/// whose, Telegram is asked first: it lets a bot sign in a few times only.
///
/// Errors:  rpc_error (`ACCESS_TOKEN_INVALID`); errc::malformed_token, other_account, wrong_account_granted; exceptions of the session.
/// Cancels: the session is signed in or not, as a whole.
[[nodiscard]] awaitable<void> sign_in_bot(context at, std::string token);

} // namespace awaitgram::login
