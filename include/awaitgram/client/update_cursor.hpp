// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/types/received_update.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

namespace detail {
struct update_queue;
}

/// Options of a cursor; trivially destructible.
struct update_cursor_options {
    /// The number of updates that wait to be taken; further ones are dropped.
    std::size_t limit = 4096;
};

/// The updates of a client as they arrive, from the creation of the cursor on.
///
/// `for (auto updates = telegram.updates(); const auto update = co_await updates.next();)`
///
/// It neither orders updates nor fetches missed ones, passes on those that arrive before a login, too, and takes nothing from the
/// handlers of a bot, nor from other cursors.
class update_cursor {
public:
    explicit update_cursor(std::shared_ptr<detail::update_queue> queue) noexcept
        : queue_(std::move(queue)) {}

    /// The next update; nothing after the client's `run` has ended. At most one coroutine may wait.
    ///
    /// Cancels: the next call returns the update.
    [[nodiscard]] awaitable<std::optional<received_update>> next();

    /// The number of updates that were dropped since the last call because `limit` was reached.
    [[nodiscard]] std::size_t take_dropped() noexcept;

private:
    std::shared_ptr<detail::update_queue> queue_;
};

} // namespace awaitgram
