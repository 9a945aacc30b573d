// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/id_list.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// How often a message was seen, forwarded and commented on.
struct message_counters {
    std::int32_t views = 0;
    std::int32_t forwards = 0;
    std::int32_t replies = 0;
};

/// How the views of messages are asked for.
struct views_options {
    /// Whether the account counts as one that has seen them, from now on.
    bool count = false;
};

/// How a link to a message is made.
struct link_options {
    /// Whether it means the whole album.
    bool album = false;
    /// Whether it leads into the comments, or the topic.
    bool thread = false;
};

/// Methods that get single messages.
class fetching_methods : public virtual method_base {
public:
    /// Messages of a chat by their ids, in the order of these; those that do not exist, or are messages of another chat, are empty. As
    /// many requests as it takes, a hundred ids each.
    ///
    /// Raw method: messages.getMessages, channels.getMessages.
    /// Errors:     rpc_error when Telegram refuses; peer_error; std::system_error when the link breaks.
    /// Cancels:    nothing to undo, as for all of these methods.
    [[nodiscard]] awaitable<std::vector<std::optional<message>>>
    get_messages(chat_ref chat, message_ids ids) const;

    /// One message of a chat; nothing when there is none with this id.
    ///
    /// Raw method: as `get_messages`.
    /// Errors:     as `get_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<message>>
    get_message(chat_ref chat, std::int32_t id) const;

    /// The message that a link leads to, such as `https://t.me/name/123` or `t.me/c/1234/5?comment=6`; nothing when there is none. A private
    /// channel must be known to the account.
    ///
    /// Raw method: as `get_messages`; for a comment, messages.getDiscussionMessage (users) before.
    /// Errors:     as `get_messages`; peer_error with not_a_chat_link for other links.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<message>> get_message_by_link(std::string_view link
    ) const;

    /// The message that another one replies to; nothing when it replies to none, or to one that was deleted.
    ///
    /// Raw method: as `get_messages`.
    /// Errors:     as `get_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<message>>
    get_reply_to(chat_ref chat, std::int32_t id) const;

    /// The messages of the album that a message is part of, in order; the message alone when it is part of none.
    ///
    /// They are looked for among the 99 ids around it: in a private chat, where other chats take ids, some may be missed.
    /// Raw method: as `get_messages`.
    /// Errors:     as `get_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<message>>
    get_media_group(chat_ref chat, std::int32_t id) const;

    /// The message that was pinned last; nothing when none is.
    ///
    /// Raw method: channels.getMessages, elsewhere messages.search (users).
    /// Errors:     as `get_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<message>> get_pinned_message(chat_ref chat) const;

    /// How often messages were seen, in the order of the ids; those of channels count. See views_options.
    ///
    /// Raw method: messages.getMessagesViews (users).
    /// Errors:     as `get_messages`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<message_counters>>
    get_views(chat_ref chat, message_ids ids, views_options options = {}) const;

    /// A link to a message of a supergroup or channel. `message::link` makes one without asking Telegram.
    ///
    /// Raw method: channels.exportMessageLink (users).
    /// Errors:     as `get_messages`; CHANNEL_INVALID for other chats.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::string>
    export_message_link(chat_ref chat, std::int32_t id, link_options options = {}) const;

protected:
    fetching_methods() = default;
    ~fetching_methods() = default;
};

} // namespace awaitgram
