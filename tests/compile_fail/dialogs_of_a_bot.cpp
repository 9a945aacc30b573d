// expect: only users may call this method, and this is a bot
// expect: dialogs
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> list(ag::userbot& account) {
#else
ag::awaitable<void> list(ag::bot& account) {
#endif
    for (auto dialogs = account.telegram().dialogs(); const auto each = co_await dialogs.next();)
        static_cast<void>(each->id());
}
