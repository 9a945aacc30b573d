// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/types/received_update.hpp>

#include <cstddef>
#include <deque>
#include <utility>

namespace awaitgram::detail {

/// The updates that a cursor has not taken yet.
struct update_queue {
    update_queue(asio::any_io_executor executor, std::size_t most)
        : ready(std::move(executor)), limit(most) {}

    void push(const received_update& update) {
        if (waiting.size() >= limit) {
            ++dropped;
            return;
        }
        waiting.push_back(update);
        ready.set();
    }

    void end() {
        ended = true;
        ready.set();
    }

    event ready;
    std::size_t limit;
    std::deque<received_update> waiting{};
    std::size_t dropped = 0;
    bool ended = false;
};

} // namespace awaitgram::detail
