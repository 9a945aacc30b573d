// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace awaitgram {

class client;

/// The account that receives updates; handles such as `message` answer through it.
struct self_info {
    client* telegram = nullptr;
    std::int64_t id = 0;
    /// Without the @; empty when the account has none.
    std::string username{};
    bool is_bot = false;
};

} // namespace awaitgram
