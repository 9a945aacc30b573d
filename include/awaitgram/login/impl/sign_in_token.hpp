// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/login/detail/sign_in_flow.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <system_error>

// The part of a sign-in that goes by a link for another device.

namespace awaitgram::login {

namespace detail {

/// How often a login token sends to another data centre.
inline constexpr int most_token_moves = 3;
/// The pause between two login tokens, however often Telegram says that one was scanned.
inline constexpr std::chrono::seconds token_pause{1};

} // namespace detail

AWAITGRAM_DECL awaitable<void> sign_in_flow::begin_by_token(handle all) {
    const auto done = co_await all->is_signed_in();
    if (done)
        co_return;
    all->machine_.show_token();
    co_await all->fetch_token();
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::wait_for_scan(handle all) {
    all->expect({sign_in_wants::scan});
    if (!all->granted_.empty()) {
        co_await all->take(all->granted_);
        co_return;
    }
    if (!all->token_.empty()) {
        co_await all->at_.connection.wait_for_scan(all->expires_);
        const auto now = monotonic_clock::now();
        if (now < all->next_export_)
            co_await pause(all->next_export_ - now);
    }
    co_await all->fetch_token();
}

AWAITGRAM_DECL void sign_in_flow::show(const api::auth::loginToken& token) {
    using std::chrono::seconds;
    token_.assign(token.token.begin(), token.token.end());
    const auto now = monotonic_clock::now();
    // The clock of this machine may be wrong.
    const auto left = std::clamp<std::int64_t>(token.expires - unix_seconds(steady_now()), 5, 30);
    expires_ = now + seconds{left};
    next_export_ = now + detail::token_pause;
}

/// Asks for a login token; one that was scanned is the login, maybe at another data centre.
AWAITGRAM_DECL awaitable<void> sign_in_flow::fetch_token() {
    api::auth::exportLoginToken request;
    request.api_id = at_.api_id;
    request.api_hash = tl::string::borrow(at_.api_hash);
    auto answer = co_await rpc::try_invoke(at_.calls, request);
    auto imported = false;
    for (int left = detail::most_token_moves;; --left) {
        const auto expired = imported && !answer && answer.error().is_named("AUTH_TOKEN_EXPIRED");
        if (expired && left > 0) {
            // It expired while the other data centre was being reached, where the next one is valid.
            imported = false;
            answer = co_await rpc::try_invoke(at_.calls, request);
            continue;
        }
        if (!answer) {
            co_await react(sign_in_request::show_token, answer.error());
            co_return;
        }
        if (const auto* shown = (**answer).get_if<api::auth::loginToken>()) {
            show(*shown);
            co_return;
        }
        if (const auto* done = (**answer).get_if<api::auth::loginTokenSuccess>()) {
            co_await take(done->authorization);
            co_return;
        }
        const auto* moved = (**answer).get_if<api::auth::loginTokenMigrateTo>();
        auto reachable = moved != nullptr && left > 0;
        if (reachable)
            reachable = co_await at_.connection.move_to(moved->dc_id);
        if (!reachable)
            throw std::system_error(
                make_error_code(errc::unsupported_login), "the data centre of a login token"
            );
        api::auth::importLoginToken import;
        import.token = moved->token;
        imported = true;
        answer = co_await rpc::try_invoke(at_.calls, import);
    }
}

} // namespace awaitgram::login
