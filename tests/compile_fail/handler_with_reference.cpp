// expect: the handler must be a coroutine that takes the event by value
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> greet(ag::message message) {
#else
ag::awaitable<void> greet(ag::message& message) {
#endif
    co_await message.reply("hello");
}

void program(ag::bot& bot) {
    bot.on_message(greet);
}
