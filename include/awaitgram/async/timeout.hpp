// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/clock.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace awaitgram {

/// Runs `work` and cancels it if it takes longer than `limit`; returns only after `work` has ended.
///
/// Errors:  std::system_error with `asio::error::timed_out`, which says how long it took at least; exceptions of `work`.
/// Cancels: `work` is cancelled and its end awaited; then this ends with `operation_aborted`. The coroutine's cancellation state
///          is reset.
[[nodiscard]] awaitable<void> within(monotonic_clock::duration limit, awaitable<void> work);

namespace detail {

template <class T>
awaitable<void> keep_result(awaitable<T> work, std::optional<T>* into) {
    into->emplace(co_await std::move(work));
}

} // namespace detail

/// As above, for work with a result.
template <class T>
[[nodiscard]] awaitable<T> within(monotonic_clock::duration limit, awaitable<T> work) {
    std::optional<T> outcome;
    co_await within(limit, detail::keep_result(std::move(work), &outcome));
    co_return std::move(*outcome);
}

} // namespace awaitgram
