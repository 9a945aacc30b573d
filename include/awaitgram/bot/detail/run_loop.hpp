// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/core/function_ref.hpp>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// Handles signals while a main coroutine runs.
struct signal_watch {
    asio::signal_set& signals;
    asio::steady_timer& overdue;
    std::optional<task>& main;
    function_ref<void()> stop;
    std::chrono::seconds patience;
    bool interrupted = false;

    void arm() {
        signals.async_wait([this](const std::error_code& error, int) {
            if (!error)
                arrived();
        });
    }

    void arrived() {
        if (std::exchange(interrupted, true)) {
            main->cancel();
        } else {
            stop();
            overdue.expires_after(patience);
            overdue.async_wait([this](const std::error_code& cancelled) {
                if (!cancelled)
                    main->cancel();
            });
        }
        arm();
    }
};

/// Runs `work` as `main` until it ends. The first SIGINT or SIGTERM calls `stop`; a second one, or `patience`, cancels it.
///
/// Returns whether a signal arrived.
inline bool run_until_signal(
    asio::io_context& io,
    std::optional<task>& main,
    awaitable<void> work,
    function_ref<void()> stop,
    std::chrono::seconds patience
) {
    asio::signal_set signals(io, SIGINT, SIGTERM);
    asio::steady_timer overdue(io);
    signal_watch watch{signals, overdue, main, stop, patience};
    watch.arm();
    main.emplace(io.get_executor(), std::move(work), [&](const std::exception_ptr&) {
        signals.cancel();
        overdue.cancel();
    });
    io.restart();
    io.run();
    return watch.interrupted;
}

} // namespace awaitgram::detail
