// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// How a message is sent.
struct send_options {
    /// The id of the message it replies to; 0 for none.
    std::int32_t reply_to = 0;
    /// The topic of a forum, for a message that answers none in it; 0 for General.
    std::int32_t topic = 0;
    /// Whether its receivers get no sound.
    bool silent = false;
    /// Whether links in it are shown without a preview.
    bool no_preview = false;
    /// The keyboard below it, such as an inline_keyboard; only bots send one.
    keyboard_ref keyboard = {};
};

// GCC 12 destroys other aggregates twice when they are written inside a `co_await` expression.
static_assert(std::is_trivially_destructible_v<send_options>);

/// How a message is edited.
struct edit_options {
    /// Whether links in it are shown without a preview.
    bool no_preview = false;
    /// Whether the buttons below it stay as they are; otherwise they are removed, unless there is a keyboard.
    bool keep_keyboard = false;
    /// The keyboard below it, which must be an inline_keyboard.
    keyboard_ref keyboard = {};
};

static_assert(std::is_trivially_destructible_v<edit_options>);

/// Methods about messages.
class message_methods : public virtual method_base {
public:
    /// Sends a text, plain or formatted, to a chat, such as `"@name"`, a number or a message of the chat; see chat_ref.
    /// Returns the message sent.
    ///
    /// The text is normalised first, see text/normalise.hpp.
    /// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks, or
    ///          with text_errc or keyboard_errc before anything is sent.
    /// Cancels: the message may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    send_text(chat_ref chat, text_ref content, send_options options = {}) const;

    /// Sends a text of any length in as many messages as it needs, one after the other, and returns them; see text/split.hpp.
    ///
    /// The first one is the reply, the last one has the keyboard.
    /// Errors:  as for `send_text`. When Telegram refuses a piece, those before it have been sent.
    /// Cancels: some of the messages may have been sent nevertheless.
    [[nodiscard]] awaitable<std::vector<message>>
    send_long_text(chat_ref chat, text_ref content, send_options options = {}) const;

protected:
    message_methods() = default;
    ~message_methods() = default;
};

} // namespace awaitgram
