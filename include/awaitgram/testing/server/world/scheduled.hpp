// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/world/stored_message.hpp>

#include <cstdint>
#include <map>

namespace awaitgram::testing {

/// A message that is to be sent later.
struct scheduled_message {
    draft content{};
    std::int32_t date{};
    /// After how many seconds it is sent again; 0 for never.
    std::int32_t repeat{};
};

/// When a scheduled message is to be sent.
struct due_message {
    std::int64_t account{};
    std::int64_t dialog{};
    std::int32_t id{};
};

/// The messages that one account has scheduled for one chat. Their ids count apart from all others.
struct scheduled_list {
    std::int32_t last_id{};
    std::map<std::int32_t, scheduled_message> messages{};
};

} // namespace awaitgram::testing
