// expect: the first argument must be a filter for this kind of event, such as awaitgram::filters::text
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
