// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/rpc/connection_state.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {
struct state_queue;
}

/// The states of a client's connection, from the present one on.
///
/// `for (auto states = telegram.connection_states(); const auto state = co_await states.next();)`
///
/// A cursor that is not read keeps the last 64 states.
class connection_cursor {
public:
    explicit connection_cursor(std::shared_ptr<detail::state_queue> queue) noexcept
        : queue_(std::move(queue)) {}

    /// The next state; nothing after `ended`, or when the client is destroyed before it runs. One coroutine at a time waits.
    ///
    /// Cancels: the state comes with the next call.
    [[nodiscard]] awaitable<std::optional<connection_state>> next();

private:
    std::shared_ptr<detail::state_queue> queue_;
};

/// Passes the states of a connection to every cursor.
class state_hub {
public:
    explicit state_hub(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    state_hub(const state_hub&) = delete;
    state_hub& operator=(const state_hub&) = delete;
    /// Ends all cursors.
    ~state_hub();

    void push(const connection_state& state);

    /// A new cursor, which begins with the present state, if any.
    [[nodiscard]] connection_cursor subscribe();

private:
    asio::any_io_executor executor_;
    std::optional<connection_state> present_;
    std::vector<std::weak_ptr<detail::state_queue>> queues_;
};

} // namespace awaitgram
