// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>

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
struct delivery_token {
    /// Set when the handler failed because everything ended, so that the message must come again.
    bool abandoned = false;
    /// Called at the end.
    std::function<void(const delivery_token&)> ended{};

    delivery_token() = default;
    delivery_token(const delivery_token&) = delete;
    delivery_token& operator=(const delivery_token&) = delete;
    ~delivery_token() {
        if (ended)
            ended(*this);
    }
};

/// A message and what keeps it alive.
struct new_message {
    std::shared_ptr<const peer_map> with{};
    const api::message* raw = nullptr;
    std::shared_ptr<delivery_token> delivery{};
};

} // namespace awaitgram::updates
