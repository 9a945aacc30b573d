// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/self_info.hpp>

namespace awaitgram::detail {

/// Asks Telegram for the account that is signed in.
inline awaitable<self_info> fetch_self(account_access access) {
    api::users::getUsers request{};
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await rpc::invoke(*access.calls, request);
    self_info self;
    self.access = access;
    for (const auto& each : *users)
        if (const auto* user = each.get_if<api::user>()) {
            self.id = user->id;
            self.is_bot = user->bot;
            if (user->username)
                self.username = user->username->str();
        }
    co_return self;
}

} // namespace awaitgram::detail
