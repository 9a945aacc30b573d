// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/world/mailbox.hpp>

#include <cstdint>
#include <memory>

namespace awaitgram::testing {

/// A change to be pushed to one account: an event of its mailbox, an event of a channel, or a loose update.
struct delivery {
    std::int64_t account_id{};
    mailbox_event event{};
    /// The channel that the event is of; 0 when it is the account's own.
    std::int64_t channel{};
    std::shared_ptr<const loose_update> loose{};
};

} // namespace awaitgram::testing
