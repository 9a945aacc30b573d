// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/message.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace awaitgram {

namespace api {
struct updateBusinessBotCallbackQuery; // not in older layers
} // namespace api

struct edit_options; // methods/messages.hpp

/// How the press of a button is answered.
struct callback_answer_options {
    /// Whether the text is shown in a window that must be closed, instead of for a moment.
    bool alert = false;
    /// A link that is opened: of the bot's game, or `https://t.me/this_bot?start=...`.
    std::string_view url{};
    /// For how long the user's app may give the same answer by itself.
    std::chrono::seconds cache_time{};
};

static_assert(std::is_trivially_destructible_v<callback_answer_options>);

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

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

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

    /// Answers the press: the user's app stops waiting, and shows the text unless it is empty. Worth doing at once, and once.
    ///
    /// Errors:  rpc_error when Telegram refuses, such as QUERY_ID_INVALID after half a minute; std::system_error when the link breaks.
    ///          std::logic_error for an event that no account received, here and below.
    [[nodiscard]] awaitable<void>
    answer(std::string_view text = {}, callback_answer_options options = {}) const;

    /// Changes the text of the message with the button; removes its buttons unless the options have a keyboard. That nothing changes
    /// is no error.
    ///
    /// Messages sent by inline queries are edited at the account's data centre; those of another one are refused.
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks, or with text_errc or keyboard_errc before anything
    ///          is sent.
    /// Cancels: the message may have been edited nevertheless.
    [[nodiscard]] awaitable<void> edit(text_ref content) const;
    [[nodiscard]] awaitable<void> edit(text_ref content, const edit_options& options) const;

    /// Sends a text to the chat of the message with the button, in groups as a reply to it. Returns the sent message.
    ///
    /// Errors:  as message::reply; std::logic_error for a message sent by an inline query, because its chat is not known.
    /// Cancels: the message may have been sent nevertheless.
    [[nodiscard]] awaitable<awaitgram::message> reply(text_ref content) const;
    [[nodiscard]] awaitable<awaitgram::message>
    reply(text_ref content, const send_options& options) const;

    /// Deletes the message with the button for all members of the chat.
    ///
    /// Errors: as message::remove; std::logic_error for a message sent by an inline query, which only its sender can delete.
    [[nodiscard]] awaitable<void> remove() const;

    /// Sends a question to the chat of the message, in groups as a reply to it, and waits for the user's answer, as message::ask does. The
    /// press is answered before, unless it was.
    ///
    /// Errors:  as message::ask; std::logic_error for a message sent by an inline query, because its chat is not known.
    /// Cancels: the wait ends.
    [[nodiscard]] awaitable<std::optional<awaitgram::message>>
    ask(text_ref question, ask_options options) const;
    [[nodiscard]] awaitable<std::optional<awaitgram::message>>
    ask(text_ref question, monotonic_clock::duration timeout = std::chrono::minutes{5}) const;

    /// The state of the user in the chat of the message, see dispatcher/state/state.hpp; in a forum that of its General topic, because a
    /// press does not tell the topic.
    template <class T>
    [[nodiscard]] awaitgram::state<T> state() const;

    /// Identifies the chat for high scores of games, also where the chat is secret.
    [[nodiscard]] std::int64_t chat_instance() const noexcept;
};

} // namespace awaitgram
