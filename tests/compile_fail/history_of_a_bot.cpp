// expect: only_users_may_call_this_method_and_this_is_a_bot
// expect: history
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> read(ag::user_client& telegram) {
#else
ag::awaitable<void> read(ag::bot_client& telegram) {
#endif
    for (auto all = telegram.history("@durov", {.limit = 5}); const auto one = co_await all.next();)
        static_cast<void>(one->id());
}
