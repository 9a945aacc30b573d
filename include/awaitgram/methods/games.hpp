// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/game_score.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// How the score of a game is set.
struct score_options {
    /// Whether it may be lower than the one before, as after a cheat.
    bool may_fall = false;
    /// Whether the message stays as it is, without a list of the best.
    bool keep_message = false;
};
static_assert(std::is_trivially_destructible_v<score_options>);

/// Methods about the games of a bot, which @BotFather registers. Who presses the button below a game sends a callback_query with the name of
/// the game, which is answered with its address: `press.answer({.url = ...})`.
class game_methods : public virtual method_base {
public:
    /// Sends a game of the bot by its short name. The first button of its keyboard, if it has one, must be the one that starts it.
    ///
    /// Raw method: messages.sendMedia with inputMediaGame (bots).
    /// Errors:     rpc_error when Telegram refuses, as with GAME_BOT_INVALID; peer_error; std::system_error when the
    ///             link breaks, or with keyboard_errc before anything is sent.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    send_game(chat_ref chat, std::string_view short_name, send_options options = {}) const;

    /// Sets what a user has reached in the game of a message. That it is no more than before changes nothing, and is no error.
    ///
    /// Raw method: messages.setGameScore (bots).
    /// Errors:     rpc_error when Telegram refuses, as with MESSAGE_ID_INVALID for a message without a game of the bot; peer_error;
    ///             std::system_error when the link breaks.
    /// Cancels:    it may have been set nevertheless.
    [[nodiscard]] awaitable<void> set_game_score(
        chat_ref chat,
        std::int32_t message_id,
        chat_ref user,
        std::int32_t score,
        score_options options = {}
    ) const;

    /// The scores of a user, and of those around in the list of the best, in the game of a message.
    ///
    /// Raw method: messages.getGameHighScores (bots).
    /// Errors:     as `set_game_score`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<game_score>>
    get_game_high_scores(chat_ref chat, std::int32_t message_id, chat_ref user) const;

protected:
    game_methods() = default;
    ~game_methods() = default;
};

} // namespace awaitgram
