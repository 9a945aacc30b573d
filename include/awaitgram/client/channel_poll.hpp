// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/unique_function.hpp>

#include <utility>

namespace awaitgram {

/// Lets a client ask for the updates of a channel for as long as it exists; see client::poll_channel.
class channel_poll {
public:
    explicit channel_poll(unique_function<void()> end) noexcept : end_(std::move(end)) {}
    channel_poll(channel_poll&& other) noexcept : end_(std::exchange(other.end_, {})) {}
    channel_poll& operator=(channel_poll&& other) noexcept {
        std::swap(end_, other.end_);
        return *this;
    }
    ~channel_poll() { stop(); }

    /// Ends it before.
    void stop() {
        if (auto end = std::exchange(end_, {}))
            end();
    }

private:
    unique_function<void()> end_;
};

} // namespace awaitgram
