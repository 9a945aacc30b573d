// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/bot.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace awaitgram::login {

AWAITGRAM_DECL std::int64_t bot_id(std::string_view token) {
    std::int64_t id = 0;
    const auto colon = std::min(token.find(':'), token.size());
    const auto parsed = std::from_chars(token.data(), token.data() + colon, id);
    if (parsed.ec != std::errc{} || parsed.ptr != token.data() + colon || id <= 0 ||
        colon + 1 >= token.size())
        throw std::system_error(make_error_code(errc::malformed_token));
    return id;
}

AWAITGRAM_DECL awaitable<void> sign_in_bot(context at, std::string token) {
    const auto id = bot_id(token);
    if (const auto user = co_await at.session.self()) {
        if (user->id == id && user->bot)
            co_return;
        throw std::system_error(
            make_error_code(errc::other_account),
            "the token is for bot " + std::to_string(id) + ", the session for " +
                std::to_string(user->id)
        );
    }
    auto login = co_await ask_whose_key(at);
    const auto* user = user_in(login);
    if (user != nullptr && user->id == id && user->bot) {
        co_await finish_sign_in(at, std::move(login));
        co_return;
    }
    if (user != nullptr) {
        const peer_info former = self_peer(*user);
        co_await at.session.cache_peer(former);
    }
    api::auth::importBotAuthorization request;
    request.api_id = at.api_id;
    request.api_hash = at.api_hash;
    request.bot_auth_token = token;
    const auto granted = co_await rpc::invoke(at.calls, request, {.waits_out_outages = true});
    co_await finish_sign_in(at, *granted);
}

} // namespace awaitgram::login
