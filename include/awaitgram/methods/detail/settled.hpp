// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <utility>

namespace awaitgram::detail {

/// Whether a refusal says that everything is as it was asked for already.
[[nodiscard]] inline bool is_already_so(const rpc_error& refusal) noexcept {
    return refusal.name().ends_with("_NOT_MODIFIED");
}

/// Waits for an answer that does not matter; false when everything was as it was asked for.
template <class Answer>
[[nodiscard]] awaitable<bool> settled(awaitable<Answer> answer) {
    try {
        static_cast<void>(co_await std::move(answer));
        co_return true;
    } catch (const rpc_error& refusal) {
        if (!is_already_so(refusal))
            throw;
    }
    co_return false;
}

/// Calls a method that changes something. The request is encoded before this returns.
template <class Request>
[[nodiscard]] awaitable<bool> change(const self_info* account, const Request& request) {
    return settled(rpc::invoke(*account->access.calls, request));
}

} // namespace awaitgram::detail
