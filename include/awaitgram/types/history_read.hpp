// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram {

namespace api {
struct updateReadMonoForumInbox; // not in older layers
struct updateReadMonoForumOutbox;
} // namespace api

/// Messages were read: by the account, or by the other side of a chat.
///
/// updateReadHistoryInbox and -Outbox, updateReadChannelInbox and -Outbox, updateReadChannelDiscussionInbox and -Outbox,
/// updateReadMonoForumInbox and -Outbox. Bots receive none.
class history_read : public event_of<
                         api::updateReadHistoryInbox,
                         api::updateReadHistoryOutbox,
                         api::updateReadChannelInbox,
                         api::updateReadChannelOutbox,
                         api::updateReadChannelDiscussionInbox,
                         api::updateReadChannelDiscussionOutbox,
                         api::updateReadMonoForumInbox,
                         api::updateReadMonoForumOutbox> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept;

    /// Whether others read the account's messages; else the account read theirs, maybe on another device.
    [[nodiscard]] bool outbox() const noexcept;

    /// All messages up to this one are read.
    [[nodiscard]] std::int32_t max_id() const noexcept;

    /// The number of messages of the chat that the account has not read; nothing when it did not come along.
    [[nodiscard]] std::optional<std::int32_t> unread_count() const noexcept;

    /// The topic or the thread of comments; 0 for the whole chat.
    [[nodiscard]] std::int32_t topic_id() const noexcept;
};

} // namespace awaitgram
