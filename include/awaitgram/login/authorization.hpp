// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/session/peer_info.hpp>

#include <cstdint>

namespace awaitgram::login {

/// The user that a login was granted to; null when the authorization names none.
[[nodiscard]] const api::user* user_in(const api::auth::Authorization& granted) noexcept;

/// The account itself as a peer.
[[nodiscard]] user_info self_peer(const api::user& user);

/// Asks Telegram for the account that the key of the session is signed in as, which sessions of other libraries do not record; an
/// empty box if there is none, or if the key is new.
[[nodiscard]] awaitable<api::auth::Authorization> ask_whose_key(context at);

/// Stores the signed-in account and its data centre in the session. `bot` is the id of the bot that asked; 0 for a user.
///
/// Errors: errc::unsupported_login when the authorization names no user; errc::wrong_account_granted when it names another account
///         than the one that asked.
[[nodiscard]] awaitable<void>
finish_sign_in(context at, api::auth::Authorization granted, std::int64_t bot = 0);

} // namespace awaitgram::login
