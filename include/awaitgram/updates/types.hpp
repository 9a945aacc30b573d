// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/arrival.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace awaitgram::updates {

/// Where an account stands.
struct account_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
};

/// Kept with a message until it is handled: the account isn't stored to stand behind the message before.
struct handling {
    /// Set when the handler failed because everything ended, so that the message must come again.
    bool given_up = false;
    /// Called at the end.
    std::function<void(const handling&)> ended{};

    handling() = default;
    handling(const handling&) = delete;
    handling& operator=(const handling&) = delete;
    ~handling() {
        if (ended)
            ended(*this);
    }
};

/// A message and what keeps it alive.
struct new_message {
    std::shared_ptr<const arrival> with{};
    const api::message* raw = nullptr;
    std::shared_ptr<handling> until_handled{};
};

} // namespace awaitgram::updates
