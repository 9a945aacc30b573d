// expect: only bots may call this method, and this is a user account
// expect: set_game_score
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> reward(ag::bot_client& telegram) {
#else
ag::awaitable<void> reward(ag::user_client& telegram) {
#endif
    co_await telegram.set_game_score("@durov", 7, 5, 100);
}
