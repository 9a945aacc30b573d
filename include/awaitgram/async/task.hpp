// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace awaitgram {

/// A coroutine that runs concurrently with its parent. The library starts coroutines only through this class.
///
/// A handle: copies refer to the same coroutine. Destroying it neither stops nor awaits the coroutine, so keep it until
/// `ended()`, as task_group and within do.
class task {
public:
    /// Starts `work`, which may run to its first suspension at once. `on_end` is called on the executor after it has
    /// ended.
    task(
        const asio::any_io_executor& executor,
        awaitable<void> work,
        unique_function<void(const std::exception_ptr&)> on_end
    )
        : shared_(std::make_shared<shared>()) {
        asio::co_spawn(executor, std::move(work), completion{shared_, std::move(on_end)});
    }

    /// Cancels the coroutine: its pending operation fails with `asio::error::operation_aborted`.
    void cancel() const {
        if (!shared_->ended)
            shared_->stop.emit(asio::cancellation_type::all);
    }

    /// Whether the coroutine has returned or thrown.
    [[nodiscard]] bool ended() const noexcept { return shared_->ended; }

    /// Its exception; null if it returned or still runs.
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
        unique_function<void(const std::exception_ptr&)>
            on_end; // destroyed with the coroutine, so that no cycle outlives it

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
