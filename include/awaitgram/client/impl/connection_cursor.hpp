// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/client/connection_cursor.hpp>
#include <awaitgram/core/linkage.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

namespace awaitgram {

namespace detail {

/// The states that a cursor has not taken yet.
struct state_queue {
    static constexpr std::size_t most = 64;

    explicit state_queue(asio::any_io_executor executor) : ready(std::move(executor)) {}

    void push(const connection_state& state) {
        if (waiting.size() == most)
            waiting.pop_front();
        waiting.push_back(state);
        ready.set();
    }

    event ready;
    std::deque<connection_state> waiting{};
    bool ended = false;
};

} // namespace detail

AWAITGRAM_DECL void state_hub::push(const connection_state& state) {
    present_ = state;
    std::erase_if(queues_, [](const auto& queue) { return queue.expired(); });
    for (const auto& each : queues_)
        if (const auto queue = each.lock())
            queue->push(state);
    if (state.what != connection_state::kind::ended)
        return;
    // The next run has cursors of its own.
    present_.reset();
    queues_.clear();
}

AWAITGRAM_DECL state_hub::~state_hub() {
    for (const auto& each : queues_)
        if (const auto queue = each.lock()) {
            queue->ended = true;
            queue->ready.set();
        }
}

AWAITGRAM_DECL connection_cursor state_hub::subscribe() {
    auto queue = std::make_shared<detail::state_queue>(executor_);
    if (present_)
        queue->push(*present_);
    queues_.push_back(queue);
    return connection_cursor{std::move(queue)};
}

AWAITGRAM_DECL awaitable<std::optional<connection_state>> connection_cursor::next() {
    const auto queue = queue_;
    while (queue->waiting.empty() && !queue->ended)
        co_await queue->ready.wait();
    if (queue->waiting.empty())
        co_return std::nullopt;
    auto state = std::move(queue->waiting.front());
    queue->waiting.pop_front();
    queue->ended = queue->ended || state.what == connection_state::kind::ended;
    co_return state;
}

} // namespace awaitgram
