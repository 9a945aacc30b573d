// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/future_tokens.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::login {

AWAITGRAM_DECL const api::user* user_in(const api::auth::Authorization& granted) noexcept {
    const auto* authorization = granted.get_if<api::auth::authorization>();
    return authorization != nullptr ? authorization->user.get_if<api::user>() : nullptr;
}

AWAITGRAM_DECL user_info self_peer(const api::user& user) {
    user_info info;
    info.id = user.id;
    info.auth = extract_auth(user.access_hash, user.min);
    info.bot = user.bot;
    info.is_self = true;
    return info;
}

AWAITGRAM_DECL awaitable<api::auth::Authorization> ask_whose_key(context at) {
    api::auth::Authorization login;
    if (!at.connection.uses_stored_key())
        co_return login;
    api::users::getUsers request;
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await rpc::try_invoke(at.calls, request, {.waits_out_outages = true});
    if (!users && users.error().code() != 401)
        throw rpc_error{users.error()};
    if (users && !(**users).empty() && (**users)[0].is<api::user>()) {
        api::auth::authorization granted;
        granted.user = (**users)[0];
        login = std::move(granted);
    }
    co_return login;
}

AWAITGRAM_DECL awaitable<void>
finish_sign_in(context at, api::auth::Authorization granted, std::int64_t bot) {
    const auto* user = user_in(granted);
    if (user == nullptr)
        throw std::system_error(make_error_code(errc::unsupported_login));
    if (!user->self || (bot != 0 && (user->id != bot || !user->bot)))
        throw std::system_error(make_error_code(errc::wrong_account_granted));
    co_await at.connection.settle();
    const auto dc = at.connection.dc();
    if (dc != 0 && at.session.home_dc_id() != dc)
        co_await at.session.set_home_dc_id(dc);
    const peer_info peer = self_peer(*user);
    const std::optional<signed_in_user> self = signed_in_user{user->id, user->bot};
    std::vector<byte_buffer> tokens;
    if (!user->bot)
        tokens = co_await future_tokens(at.session);
    const auto* login = granted.get_if<api::auth::authorization>();
    if (login != nullptr && login->future_auth_token && !user->bot)
        add_future_token(tokens, *login->future_auth_token);
    // First, because it makes the session forget another account's peers.
    co_await at.session.set_self(self);
    // At once: the session has the login now, whatever becomes of the rest.
    at.connection.signed_in(*user);
    co_await at.session.cache_peer(peer);
    if (!tokens.empty())
        co_await keep_future_tokens(at.session, std::move(tokens));
}

} // namespace awaitgram::login
