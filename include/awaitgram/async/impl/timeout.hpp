// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>

#include <exception>
#include <memory>
#include <system_error>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL awaitable<void> within(monotonic_clock::duration limit, awaitable<void> work) {
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
    // A cancellation from outside takes effect even if the work has succeeded meanwhile; a time-out does not.
    if (interruption == asio::error::operation_aborted || (interruption && error))
        throw std::system_error(interruption);
    if (error)
        std::rethrow_exception(error);
}

} // namespace awaitgram
