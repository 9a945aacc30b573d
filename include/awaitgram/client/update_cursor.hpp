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

/// How many updates a cursor keeps; trivially destructible.
struct update_cursor_options {
    /// More updates than this are dropped while they wait to be taken.
    std::size_t limit = 4096;
};

/// The updates of a client as they arrive, from the moment the cursor is made.
///
/// `for (auto updates = telegram.updates(); const auto update = co_await updates.next();)`
///
/// It neither orders updates nor fetches missed ones, and takes nothing from the handlers of a bot, nor from other cursors.
class update_cursor {
public:
    explicit update_cursor(std::shared_ptr<detail::update_queue> queue) noexcept
        : queue_(std::move(queue)) {}

    /// The next update; nothing after the client's `run` has ended. One coroutine at a time waits.
    ///
    /// Cancels: the update comes with the next call.
    [[nodiscard]] awaitable<std::optional<received_update>> next();

    /// How many updates were dropped since the last call, because too many of them waited.
    [[nodiscard]] std::size_t take_dropped() noexcept;

private:
    std::shared_ptr<detail::update_queue> queue_;
};

} // namespace awaitgram
