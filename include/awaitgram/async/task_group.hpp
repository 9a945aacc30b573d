// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

/// Coroutines that run concurrently and end before the scope of the group; see `with_tasks`.
class task_group {
public:
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    /// Starts a coroutine; if it throws, the others are cancelled and `with_tasks` rethrows its exception.
    void spawn(awaitable<void> work) {
        const auto group = shared_;
        shared_->start(std::move(work), [group](const auto& error) { group->child_ended(error); });
    }

    /// Cancels all coroutines.
    void cancel() { shared_->cancel(); }

    /// Whether all coroutines were cancelled. The cancellation state of a coroutine does not show this, because
    /// operations may reset it.
    [[nodiscard]] bool cancelled() const noexcept { return shared_->cancelled; }

    /// The executor of the coroutines.
    [[nodiscard]] asio::any_io_executor executor() const { return shared_->executor; }

private:
    friend awaitable<void> with_tasks(unique_function<awaitable<void>(task_group&)> body);

    struct shared {
        explicit shared(asio::any_io_executor on) : executor(on), changed(std::move(on)) {}

        void start(awaitable<void> work, unique_function<void(const std::exception_ptr&)> on_end) {
            forget_ended();
            const task child{executor, std::move(work), std::move(on_end)}; // may spawn siblings
            ++live; // or less than none, if it has ended
            tasks.push_back(child);
            if (cancelled)
                child.cancel();
        }

        void cancel() {
            cancelled = true;
            const auto running = tasks; // a cancelled coroutine may spawn another
            for (const auto& child : running)
                child.cancel();
        }

        void child_ended(const std::exception_ptr& error) {
            --live;
            if (error && !cancelled) {
                first_error = error;
                cancel();
            }
            changed.set();
        }

        // Looks at all of them only when many have ended, so that a start costs the same however many run.
        void forget_ended() {
            constexpr std::ptrdiff_t some = 16;
            if (std::ssize(tasks) >= 2 * live + some)
                std::erase_if(tasks, [](const task& child) { return child.ended(); });
        }

        [[nodiscard]] bool all_ended() const noexcept { return live == 0; }

        asio::any_io_executor executor;
        event changed;
        std::vector<task> tasks; // those that run, and some that have ended
        std::ptrdiff_t live = 0;
        std::exception_ptr first_error;
        bool cancelled = false;
    };

    explicit task_group(asio::any_io_executor executor)
        : shared_(std::make_shared<shared>(std::move(executor))) {}

    std::shared_ptr<shared> shared_;
};

/// Runs `body` with a group to spawn into. When `body` ends, coroutines that still run are cancelled; all have ended
/// when this returns. GCC 12 destroys a lambda twice if it captures objects by copy and is written in the `co_await` expression
/// itself; name it before.
///
/// Errors:  the first exception of `body` or of a spawned coroutine.
/// Cancels: all coroutines of the group, and waits for their end.
[[nodiscard]] inline awaitable<void> with_tasks(unique_function<awaitable<void>(task_group&)> body
) {
    const auto executor = co_await asio::this_coro::executor;
    task_group group{executor};
    const auto state = group.shared_;
    bool interrupted = false;
    state->start(body(group), [state](const auto& error) {
        state->child_ended(error);
        state->cancel();
    });
    while (!state->all_ended()) {
        try {
            co_await state->changed.wait();
            continue;
        } catch (const std::system_error&) {
            interrupted = true;
        }
        co_await asio::this_coro::reset_cancellation_state();
        state->cancel();
    }
    if (interrupted && !state->first_error)
        throw std::system_error(asio::error::operation_aborted);
    if (state->first_error)
        std::rethrow_exception(state->first_error);
}

} // namespace awaitgram
