// expect: only users may call this method, and this is a bot
// expect: join_chat
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> join(ag::user_client& telegram) {
#else
ag::awaitable<void> join(ag::bot_client& telegram) {
#endif
    static_cast<void>(co_await telegram.join_chat("@durov"));
}
