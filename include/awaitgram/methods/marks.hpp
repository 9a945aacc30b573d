// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/id_list.hpp>
#include <awaitgram/types/message_info.hpp>

#include <cstdint>

namespace awaitgram {

/// How messages are marked as read.
struct read_options {
    /// The last message that was read; 0 for all.
    std::int32_t max_id = 0;
    /// The topic of a forum, or the post whose comments are meant; 0 for the whole chat.
    std::int32_t topic = 0;
};

/// Methods that pin messages and mark them as read.
class mark_methods : public virtual method_base {
public:
    /// Pins a message. That it is pinned already is no error.
    ///
    /// Raw method: messages.updatePinnedMessage.
    /// Errors:     rpc_error when Telegram refuses, as with CHAT_ADMIN_REQUIRED; peer_error; std::system_error when the link breaks. So for
    ///             all of these methods.
    /// Cancels:    it may have happened nevertheless.
    [[nodiscard]] awaitable<void>
    pin_message(chat_ref chat, std::int32_t id, pin_options options = {}) const;

    /// Pins a message no more.
    ///
    /// Raw method, Errors, Cancels: as `pin_message`.
    [[nodiscard]] awaitable<void> unpin_message(chat_ref chat, std::int32_t id) const;

    /// Pins no message of a chat any more, or of one of its topics; as many requests as it takes.
    ///
    /// Raw method: messages.unpinAllMessages.
    /// Errors:     as `pin_message`; rpc::errc::no_progress when nothing changes any more.
    /// Cancels:    some may be pinned no more.
    [[nodiscard]] awaitable<void> unpin_all_messages(chat_ref chat, std::int32_t topic = 0) const;

    /// Marks the messages of a chat, a topic or a discussion as read.
    ///
    /// Raw method: messages.readHistory, channels.readHistory, messages.readDiscussion (users).
    /// Errors:     as `pin_message`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> read_history(chat_ref chat, read_options options = {}) const;

    /// Marks the mentions of the account as read; as many requests as it takes.
    ///
    /// Raw method: messages.readMentions (users).
    /// Errors:     as `unpin_all_messages`.
    /// Cancels:    some may be read.
    [[nodiscard]] awaitable<void> read_mentions(chat_ref chat, std::int32_t topic = 0) const;

    /// Marks the reactions to the account's messages as read; as many requests as it takes.
    ///
    /// Raw method: messages.readReactions (users).
    /// Errors:     as `unpin_all_messages`.
    /// Cancels:    some may be read.
    [[nodiscard]] awaitable<void> read_reactions(chat_ref chat, std::int32_t topic = 0) const;

    /// Marks voice messages and video notes as played.
    ///
    /// Raw method: messages.readMessageContents, channels.readMessageContents (users).
    /// Errors:     as `pin_message`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> read_contents(chat_ref chat, message_ids ids) const;

protected:
    mark_methods() = default;
    ~mark_methods() = default;
};

} // namespace awaitgram
