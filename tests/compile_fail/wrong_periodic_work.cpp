// expect: the function given to every must be a coroutine that takes an awaitgram::client&
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

#include <chrono>

namespace ag = awaitgram;

void program(ag::bot& bot) {
#ifdef AWAITGRAM_CORRECT
    bot.every(std::chrono::hours{1}, [](ag::client&) -> ag::awaitable<void> { co_return; });
#else
    bot.every(std::chrono::hours{1}, [](ag::client&) {});
#endif
}
