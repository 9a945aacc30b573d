// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

namespace api {
struct updateBusinessBotCallbackQuery; // not in older layers
} // namespace api

/// A user pressed a button of an inline keyboard.
///
/// updateBotCallbackQuery for messages of the bot, updateInlineBotCallbackQuery for messages sent by inline queries,
/// updateBusinessBotCallbackQuery for messages of a business account.
class callback_query : public event_of<
                           api::updateBotCallbackQuery,
                           api::updateInlineBotCallbackQuery,
                           api::updateBusinessBotCallbackQuery> {
public:
    using event_of::event_of;

    /// The query's identifier.
    [[nodiscard]] std::int64_t id() const noexcept;

    /// The user who pressed the button.
    [[nodiscard]] std::int64_t user_id() const noexcept;

    /// The user, as for messages.
    [[nodiscard]] std::int64_t sender_id() const noexcept { return user_id(); }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string sender_name() const { return detail::known_name(*this, user_id()); }

    /// The chat of the message; 0 for a message sent by an inline query, which can be anywhere.
    [[nodiscard]] std::int64_t chat_id() const noexcept;

    /// The message with the button; 0 for one sent by an inline query.
    [[nodiscard]] std::int32_t message_id() const noexcept;

    /// The button's data, 64 bytes at most; empty for a button that starts a game.
    [[nodiscard]] std::string_view data() const noexcept;

    /// The game that the button starts; empty for other buttons.
    [[nodiscard]] std::string_view game() const noexcept;

    /// Whether the message was sent by an inline query.
    [[nodiscard]] bool from_inline() const noexcept {
        return raw_if<api::updateInlineBotCallbackQuery>() != nullptr;
    }

    /// The message sent by an inline query; null for others.
    [[nodiscard]] const api::InputBotInlineMessageID* inline_message_id() const noexcept {
        const auto* in_inline = raw_if<api::updateInlineBotCallbackQuery>();
        return in_inline ? &in_inline->msg_id : nullptr;
    }

    /// The identifier of the business connection that it came by; empty for none.
    [[nodiscard]] std::string_view business_connection() const noexcept;

    /// The message with the button, which comes along for business accounts alone.
    [[nodiscard]] std::optional<awaitgram::message> message() const;

    /// The state of the user in the chat of the message, see dispatcher/state/state.hpp; in a forum that of its General topic, because a
    /// press does not tell the topic.
    template <class T>
    [[nodiscard]] awaitgram::state<T> state() const;

    /// Identifies the chat for high scores of games, also where the chat is secret.
    [[nodiscard]] std::int64_t chat_instance() const noexcept;
};

} // namespace awaitgram
