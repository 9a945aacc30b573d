// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <optional>
#include <utility>

namespace awaitgram::detail {

/// Calls a method whose answer does not matter. The request is encoded before this returns.
template <class Request>
[[nodiscard]] awaitable<void> call_done(const self_info* account, const Request& request) {
    return [](auto answer) -> awaitable<void> {
        static_cast<void>(co_await std::move(answer));
    }(rpc::invoke(*account->access.calls, request));
}

/// A reference to a chat that may be none: 0, as options have it.
[[nodiscard]] inline std::optional<chat_query> given_chat(const chat_ref& chat) {
    if (chat.what() == chat_ref::form::number && chat.number() == 0)
        return std::nullopt;
    return chat_query{chat};
}

/// How requests address a user.
///
/// Errors: peer_error, with not_a_user for what is none.
[[nodiscard]] inline awaitable<api::InputUser>
user_asked_for(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    co_return input_of_user(found);
}

} // namespace awaitgram::detail
