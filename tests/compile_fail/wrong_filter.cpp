// expect: the first argument of on_message must be a filter, such as awaitgram::filters::text
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

void program(ag::bot& bot) {
#ifdef AWAITGRAM_CORRECT
    bot.on_message(ag::filters::text, echo);
#else
    bot.on_message("text", echo);
#endif
}
