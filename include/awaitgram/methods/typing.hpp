// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/typing.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram {

/// What is shown to the members of a chat while the account does something.
struct typing_options {
    /// What it does.
    typing_action action = typing_action::typing;
    /// How much of an upload is done, in percent.
    std::int32_t progress = 0;
    /// The topic of a forum; 0 for none.
    std::int32_t topic = 0;
};

/// Shows that the account types, or does something else, as long as it lives; see typing_methods::typing.
class typing_scope {
public:
    /// What the scope shares with the coroutine that repeats the action.
    struct shared;

    explicit typing_scope(std::shared_ptr<shared> state) noexcept : state_(std::move(state)) {}
    typing_scope(typing_scope&&) noexcept = default;
    typing_scope& operator=(typing_scope&& other) noexcept {
        stop();
        state_ = std::move(other.state_);
        return *this;
    }
    ~typing_scope() { stop(); }

    /// Ends it before its scope ends. What is shown vanishes by itself, within six seconds.
    void stop() noexcept;

private:
    std::shared_ptr<shared> state_;
};

/// Methods that show what the account is doing.
class typing_methods : public virtual method_base {
public:
    /// Shows that the account types, or what the options say, until the result goes out of scope or the account has sent a message to
    /// the chat: `const auto typing = co_await telegram.typing(chat);`
    ///
    /// Raw method: messages.setTyping, at once and every five seconds.
    /// Errors:     rpc_error when Telegram refuses the first request, as in channels; peer_error; std::system_error when the link breaks.
    ///             Those of later ones end it silently.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<typing_scope> typing(chat_ref chat, typing_options options = {}) const;

    /// Shows it once, for six seconds.
    ///
    /// Raw method: messages.setTyping.
    /// Errors:     as `typing`.
    /// Cancels:    it may be shown nevertheless.
    [[nodiscard]] awaitable<void> send_typing(chat_ref chat, typing_options options = {}) const;

    /// Shows a text that grows, such as that of a language model, before it is sent: each call replaces the text of the draft, until a
    /// message is sent. For bots in private chats.
    ///
    /// `draft` is any number but 0, the same for all states of one text.
    /// Raw method: messages.setTyping (bots).
    /// Errors:     as `typing`; std::system_error with text_errc before anything is sent.
    /// Cancels:    it may be shown nevertheless.
    [[nodiscard]] awaitable<void> send_text_draft(
        chat_ref chat, std::int64_t draft, text_ref content, std::int32_t topic = 0
    ) const;

protected:
    typing_methods() = default;
    ~typing_methods() = default;
};

} // namespace awaitgram
