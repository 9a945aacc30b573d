// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>

#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <utility>

namespace awaitgram {

/// A coroutine that runs beside its parent: the one place where the library starts one.
///
/// A handle: copies mean the same coroutine. Dropping it neither stops nor waits for the coroutine, so keep it until
/// `ended()`; task_group and within do.
class task {
public:
    /// Starts `work`, which may run to its first suspension at once. `on_end` is called on the executor when it has ended.
    task(
        const asio::any_io_executor& executor,
        awaitable<void> work,
        std::function<void(const std::exception_ptr&)> on_end
    )
        : shared_(std::make_shared<shared>()) {
        asio::co_spawn(executor, std::move(work), completion{shared_, std::move(on_end)});
    }

    /// Asks the coroutine to end: what it awaits fails with `asio::error::operation_aborted`.
    void cancel() const {
        if (!shared_->ended)
            shared_->stop.emit(asio::cancellation_type::all);
    }

    /// Whether the coroutine has returned or thrown.
    [[nodiscard]] bool ended() const noexcept { return shared_->ended; }

    /// What it threw; null when it returned or still runs.
    [[nodiscard]] std::exception_ptr error() const noexcept { return shared_->error; }

private:
    struct shared {
        bool ended = false;
        std::exception_ptr error;
        asio::cancellation_signal stop;
    };

    struct completion {
        using cancellation_slot_type = asio::cancellation_slot;

        std::shared_ptr<shared> state;
        std::function<void(const std::exception_ptr&)>
            on_end; // dies with the coroutine, so that no cycle can outlive it

        cancellation_slot_type get_cancellation_slot() const noexcept { return state->stop.slot(); }

        void operator()(std::exception_ptr error) const {
            state->ended = true;
            state->error = std::move(error);
            if (on_end)
                on_end(state->error);
        }
    };

    std::shared_ptr<shared> shared_;
};

} // namespace awaitgram
