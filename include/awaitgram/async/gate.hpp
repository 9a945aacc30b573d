// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>

#include <asio/this_coro.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace awaitgram {

/// Lets any number of coroutines wait until it is opened, once and for all.
class gate {
public:
    void open() {
        open_ = true;
        for (const auto& each : std::exchange(waiting_, {}))
            each->set();
    }

    /// Cancels: the wait ends.
    [[nodiscard]] awaitable<void> wait() {
        if (open_)
            co_return;
        const auto executor = co_await asio::this_coro::executor;
        const auto opened = std::make_shared<event>(executor);
        waiting_.push_back(opened);
        co_await opened->wait();
    }

private:
    bool open_ = false;
    std::vector<std::shared_ptr<event>> waiting_{};
};

} // namespace awaitgram
