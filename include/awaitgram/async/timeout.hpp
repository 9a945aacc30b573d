// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram {

/// Runs `work` and cancels it when it takes longer than `limit`; returns only when `work` has ended.
///
/// Errors:  std::system_error with `asio::error::timed_out`; whatever `work` throws.
/// Cancels: `work` is cancelled and its end awaited.
[[nodiscard]] inline awaitable<void>
within(std::chrono::steady_clock::duration limit, awaitable<void> work) {
    const auto executor = co_await asio::this_coro::executor;
    const auto ended = std::make_shared<event>(executor);
    const task child{executor, std::move(work), [ended](const auto&) { ended->set(); }};
    const auto now = event::clock::now();
    auto deadline = limit < event::clock::time_point::max() - now ? now + limit
                                                                  : event::clock::time_point::max();
    auto interruption = std::error_code{};
    while (!child.ended()) {
        try {
            co_await ended->wait_until(deadline);
            if (!child.ended() && event::clock::now() >= deadline)
                interruption = asio::error::timed_out;
        } catch (const std::system_error& cancelled) {
            interruption = cancelled.code();
        }
        if (child.ended() || !interruption)
            continue;
        child.cancel();
        deadline = event::clock::time_point::max();
        co_await asio::this_coro::reset_cancellation_state();
    }
    const auto error = child.error();
    if (interruption && error)
        throw std::system_error(interruption);
    if (error)
        std::rethrow_exception(error);
}

namespace detail {

template <class T>
awaitable<void> keep_result(awaitable<T> work, std::optional<T>* into) {
    into->emplace(co_await std::move(work));
}

} // namespace detail

/// As above, for work that has a result.
template <class T>
[[nodiscard]] awaitable<T> within(std::chrono::steady_clock::duration limit, awaitable<T> work) {
    std::optional<T> outcome;
    co_await within(limit, detail::keep_result(std::move(work), &outcome));
    co_return std::move(*outcome);
}

} // namespace awaitgram
