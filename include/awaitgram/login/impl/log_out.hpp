// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/key_custody.hpp>
#include <awaitgram/login/future_tokens.hpp>
#include <awaitgram/login/log_out.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <utility>

namespace awaitgram::login {

AWAITGRAM_DECL awaitable<void> log_out(rpc::invoker& calls, any_session& session) {
    api::auth::logOut request;
    const auto done = co_await rpc::invoke(calls, request);
    if (const auto& token = done->future_auth_token; token && !token->view().empty()) {
        auto tokens = co_await future_tokens(session);
        add_future_token(tokens, *token);
        co_await keep_future_tokens(session, std::move(tokens));
    }
    co_await dc::sign_out_session(session);
}

} // namespace awaitgram::login
