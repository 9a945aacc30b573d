// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/intrusive_list.hpp>

#include <memory>
#include <utility>

namespace awaitgram {

class turn;

/// Coroutines that do something one after another, in the order in which they came. Shared by them; see turn.
using turn_queue = intrusive_list<turn, turn>;

/// A place in a turn_queue; lives in the frame of the coroutine that waits for its turn.
class turn : list_link<turn> {
public:
    /// Takes the last place.
    turn(asio::any_io_executor executor, std::shared_ptr<turn_queue> queue)
        : queue_(std::move(queue)), first_(std::move(executor)) {
        queue_->push_back(*this);
    }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() { leave(); }

    /// Whether the place is the first one.
    [[nodiscard]] bool is_first() const noexcept { return &queue_->front() == this; }

    /// Waits until the place is the first one, and so keeps it until `leave`.
    ///
    /// Cancels: the place is kept until this object ends.
    [[nodiscard]] awaitable<void> wait() {
        while (!is_first())
            co_await first_.wait();
    }

    /// Lets the next one have its turn.
    void leave() noexcept {
        if (!linked())
            return;
        unlink();
        if (!queue_->empty())
            queue_->front().first_.set();
    }

private:
    template <class T, class Tag>
    friend class intrusive_list;

    std::shared_ptr<turn_queue> queue_;
    event first_;
};

} // namespace awaitgram
