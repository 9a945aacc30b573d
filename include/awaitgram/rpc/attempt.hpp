// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/rpc/error.hpp>

#include <utility>
#include <variant>

namespace awaitgram {

/// Awaits `work`, such as a method of `client`; a refusal by Telegram is a value then, as with `try_invoke`:
/// `const auto sent = co_await ag::attempt(telegram.send_text(chat, "news"));`
///
/// Errors:  what `work` throws besides rpc_error.
/// Cancels: as `work`.
template <class T>
[[nodiscard]] awaitable<result<T, rpc_error>> attempt(awaitable<T> work) {
    try {
        auto value = co_await std::move(work);
        co_return std::move(value);
    } catch (const rpc_error& refusal) {
        co_return failure<rpc_error>{refusal};
    }
}

/// The same for work without a result.
[[nodiscard]] inline awaitable<result<std::monostate, rpc_error>> attempt(awaitable<void> work) {
    try {
        co_await std::move(work);
        co_return std::monostate{};
    } catch (const rpc_error& refusal) {
        co_return failure<rpc_error>{refusal};
    }
}

} // namespace awaitgram
