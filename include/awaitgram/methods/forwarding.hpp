// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/id_list.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// How messages are forwarded.
struct forward_options {
    /// Whether the new messages do not say where they are from.
    bool hide_sender = false;
    /// Whether media lose their captions.
    bool drop_captions = false;
    /// How they are sent: `{.send = {.silent = true}}`.
    send_options send = {};
};

static_assert(std::is_trivially_destructible_v<forward_options>);

/// Methods that forward and copy messages.
class forwarding_methods : public virtual method_base {
public:
    /// Forwards messages of a chat to another one. Returns the new messages, in the order of the ids; a hundred by each request. Albums
    /// stay together when all of their messages are forwarded.
    ///
    /// Raw method: messages.forwardMessages.
    /// Errors:     rpc_error when Telegram refuses, as with CHAT_FORWARDS_RESTRICTED, or MESSAGE_ID_INVALID for one that does not exist;
    ///             peer_error; std::system_error when the link breaks, or with text_errc before anything is sent. Of more than a hundred
    ///             messages, some may have been forwarded then.
    /// Cancels:    they may have been forwarded nevertheless.
    [[nodiscard]] awaitable<std::vector<message>> forward_messages(
        chat_ref to, chat_ref from, message_ids ids, forward_options options = {}
    ) const;

    /// Copies messages: forwards them without their sender. Answers, keyboards and, in polls, votes are lost.
    ///
    /// Raw method: messages.forwardMessages with `drop_author`.
    /// Errors:     as `forward_messages`.
    /// Cancels:    they may have been copied nevertheless.
    [[nodiscard]] awaitable<std::vector<message>>
    copy_messages(chat_ref to, chat_ref from, message_ids ids, forward_options options = {}) const;

    /// Sends the content of a message as a new one, which may answer another one and have a keyboard.
    ///
    /// Raw method: messages.getMessages or channels.getMessages, then messages.sendMessage or messages.sendMedia.
    /// Errors:     as `forward_messages`; std::logic_error for a message that does not exist, or of a kind that cannot be sent again.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    copy_message(chat_ref to, chat_ref from, std::int32_t id, send_options options = {}) const;

    /// The same with another text, or another caption.
    ///
    /// Raw method, Errors, Cancels: as the other.
    [[nodiscard]] awaitable<message> copy_message(
        chat_ref to, chat_ref from, std::int32_t id, text_ref content, send_options options = {}
    ) const;

protected:
    forwarding_methods() = default;
    ~forwarding_methods() = default;
};

} // namespace awaitgram
