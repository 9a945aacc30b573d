// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/draft.hpp>
#include <awaitgram/types/id_list.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// What a draft has beside its text.
struct draft_options {
    /// The message it replies to; 0 for none.
    std::int32_t reply_to = 0;
    /// The topic of a forum; 0 for none.
    std::int32_t topic = 0;
    /// Whether links in it are shown without a preview.
    bool no_preview = false;
};

/// Methods about messages that are not sent yet: scheduled ones and drafts. For users.
///
/// The ids of scheduled messages count apart: they name no other message, and a message gets another id when it is sent. Messages are
/// scheduled with send_options::schedule, and changed by editing_methods::edit_text with edit_options::schedule.
class scheduled_methods : public virtual method_base {
public:
    /// The messages that are scheduled for a chat, the last one first.
    ///
    /// Raw method: messages.getScheduledHistory (users).
    /// Errors:     rpc_error when Telegram refuses; peer_error; std::system_error when the link breaks. So for all of these methods.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<message>> get_scheduled_messages(chat_ref chat) const;

    /// Sends scheduled messages now. Returns the new messages.
    ///
    /// Raw method: messages.sendScheduledMessages (users).
    /// Errors:     as `get_scheduled_messages`; MESSAGE_ID_INVALID. Of more than a hundred, some may have been sent then.
    /// Cancels:    they may have been sent nevertheless.
    [[nodiscard]] awaitable<std::vector<message>>
    send_scheduled_messages(chat_ref chat, message_ids ids) const;

    /// Deletes scheduled messages.
    ///
    /// Raw method: messages.deleteScheduledMessages (users).
    /// Errors:     as `get_scheduled_messages`.
    /// Cancels:    some may have been deleted nevertheless.
    [[nodiscard]] awaitable<void> delete_scheduled_messages(chat_ref chat, message_ids ids) const;

    /// Keeps a text for a chat, which all apps of the account show in its input field, instead of the one before.
    ///
    /// Raw method: messages.saveDraft (users).
    /// Errors:     std::system_error with text_errc before anything is sent.
    /// Cancels:    it may have been kept nevertheless.
    [[nodiscard]] awaitable<void>
    save_draft(chat_ref chat, text_ref content, draft_options options = {}) const;

    /// The text that is kept for a chat; nothing for none. Those of topics are among `get_drafts`.
    ///
    /// Raw method: messages.getPeerDialogs (users).
    /// Errors:     as `get_scheduled_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<draft>> get_draft(chat_ref chat) const;

    /// The texts that are kept for all chats, and for topics.
    ///
    /// Raw method: messages.getAllDrafts (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<draft>> get_drafts() const;

    /// Keeps no text for a chat, or for one of its topics.
    ///
    /// Raw method: messages.saveDraft (users).
    /// Errors:     as `get_scheduled_messages`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> clear_draft(chat_ref chat, std::int32_t topic = 0) const;

    /// Keeps no texts for any chat.
    ///
    /// Raw method: messages.clearAllDrafts (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> clear_all_drafts() const;

protected:
    scheduled_methods() = default;
    ~scheduled_methods() = default;
};

} // namespace awaitgram
