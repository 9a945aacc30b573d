// SPDX-License-Identifier: MIT
// An echo bot: answers each message with the same text.
#include <awaitgram/awaitgram.hpp>
namespace ag = awaitgram;

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

int main() {
    ag::bot bot{"echo.session", ag::app_from_environment()};
    bot.on_message(ag::filters::private_chat && ag::filters::text, echo);
    return bot.run(ag::environment("BOT_TOKEN"));
}
