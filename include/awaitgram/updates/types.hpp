// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/arrival.hpp>

#include <cstdint>
#include <memory>

namespace awaitgram::updates {

/// Where an account stands.
struct account_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
};

/// A message and what keeps it alive.
struct new_message {
    std::shared_ptr<const arrival> with{};
    const api::message* raw = nullptr;
};

} // namespace awaitgram::updates
