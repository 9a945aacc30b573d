// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/methods/media_ref.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/id_list.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

class attachment; // methods/media_options.hpp
class message;    // types/message.hpp

/// How a message is edited.
struct edit_options {
    /// Whether links in it are shown without a preview.
    bool no_preview = false;
    /// Whether the text, or the caption, is shown below the preview or media instead of above, or the other way round.
    bool invert_media = false;
    /// Whether the buttons below it stay as they are; otherwise they are removed, unless there is a keyboard.
    bool keep_keyboard = false;
    /// For a scheduled message: when it is sent. Its id counts apart, so that without this another message would be edited.
    time_point schedule = {};
    /// For a scheduled message: after which time it is sent again and again; zero for never.
    std::chrono::seconds repeat{0};
    /// The business connection that the message came by.
    std::string_view business_connection{};
    /// The keyboard below it, which must be an inline_keyboard.
    keyboard_ref keyboard = {};
};

static_assert(std::is_trivially_destructible_v<edit_options>);

/// How messages are deleted.
struct delete_options {
    /// Whether they are deleted for all members of the chat. In supergroups and channels they always are.
    bool for_everyone = true;
};

/// How the messages of a chat are deleted.
struct delete_history_options {
    /// Whether they are deleted for all members of the chat.
    bool for_everyone = false;
    /// Whether the chat stays in the list of chats.
    bool keep_chat = false;
    /// The last message to delete; 0 for all.
    std::int32_t max_id = 0;
};

/// Methods that change and delete messages.
class editing_methods : public virtual method_base {
public:
    /// Changes the text of a message, or the caption of its media; removes the buttons below it unless the options say otherwise.
    /// Returns the edited message. That nothing changes is no error.
    ///
    /// Raw method: messages.editMessage.
    /// Errors:     rpc_error when Telegram refuses, as with MESSAGE_AUTHOR_REQUIRED and, after 48 hours, MESSAGE_EDIT_TIME_EXPIRED;
    ///             peer_error; std::system_error when the link breaks, or with text_errc or keyboard_errc before anything is sent.
    /// Cancels:    the message may have been edited nevertheless.
    [[nodiscard]] awaitable<message>
    edit_text(chat_ref chat, std::int32_t id, text_ref content, edit_options options = {}) const;

    /// The same for the caption of media, which an empty one removes.
    ///
    /// Raw method, Errors, Cancels: as `edit_text`.
    [[nodiscard]] awaitable<message>
    edit_caption(chat_ref chat, std::int32_t id, text_ref caption, edit_options options = {}) const;

    /// Replaces the media of a message, and its caption, without an upload.
    ///
    /// Raw method, Errors, Cancels: as `edit_text`.
    [[nodiscard]] awaitable<message> edit_media(
        chat_ref chat,
        std::int32_t id,
        media_ref media,
        text_ref caption = {},
        edit_options options = {}
    ) const;

    /// The same with a file that is uploaded: `attachment::photo("cat.jpg", {.caption = "a cat"})`.
    ///
    /// Raw method: messages.editMessage, after upload.saveFilePart or upload.saveBigFilePart.
    /// Errors, Cancels: as `edit_text` and media_methods::send_photo.
    [[nodiscard]] awaitable<message> edit_media(
        chat_ref chat, std::int32_t id, const attachment& file, edit_options options = {}
    ) const;

    /// Replaces the buttons below a message; no keyboard removes them.
    ///
    /// Raw method, Errors, Cancels: as `edit_text`.
    [[nodiscard]] awaitable<message>
    edit_reply_markup(chat_ref chat, std::int32_t id, keyboard_ref keyboard = {}) const;

    /// Deletes messages of a chat, and no others: in private chats and basic groups, where a request names no chat, it is first asked
    /// which of the ids are messages of this one. Messages that do not exist are ignored. Returns how many there were.
    ///
    /// Raw method: messages.deleteMessages, channels.deleteMessages; messages.getMessages before the first of them.
    /// Errors:     rpc_error when Telegram refuses, as with MESSAGE_DELETE_FORBIDDEN; peer_error; std::system_error when the link breaks.
    ///             Of more than 100 messages, some may be deleted then.
    /// Cancels:    some may be deleted nevertheless.
    [[nodiscard]] awaitable<std::int32_t>
    delete_messages(chat_ref chat, message_ids ids, delete_options options = {}) const;

    /// Deletes all messages of a chat, as many requests as it takes.
    ///
    /// Raw method: messages.deleteHistory, channels.deleteHistory (users).
    /// Errors, Cancels: as `delete_messages`.
    [[nodiscard]] awaitable<void>
    delete_history(chat_ref chat, delete_history_options options = {}) const;

    /// Deletes all messages of a user, or of a chat that writes as a channel, in a supergroup.
    ///
    /// Raw method: channels.deleteParticipantHistory (users).
    /// Errors, Cancels: as `delete_messages`; CHANNEL_INVALID for other chats.
    [[nodiscard]] awaitable<void> delete_user_history(chat_ref chat, chat_ref sender) const;

protected:
    editing_methods() = default;
    ~editing_methods() = default;
};

} // namespace awaitgram
