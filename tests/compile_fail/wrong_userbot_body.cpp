// expect: what a userbot runs must be a coroutine that takes an awaitgram::client&
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> work(ag::client&) {
    co_return;
}
#else
int work() {
    return 0;
}
#endif

int program(ag::userbot& me) {
    return me.run(work);
}
