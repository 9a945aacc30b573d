// SPDX-License-Identifier: MIT
// Delivery: the order of messages, what happens to old ones, and what Telegram does not give any more.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;
using namespace std::chrono_literals;

ag::awaitable<void> remind(ag::message message) {
    message.let_next_start(); // the next messages of this chat do not wait for an hour
    co_await ag::pause(1h);
    co_await message.reply("An hour has passed.");
}

void report(const ag::updates_skipped& skipped) {
    std::clog << to_string(skipped) << '\n';
}

int main() {
    ag::bot bot{"delivery.session", ag::app_from_environment()};
    bot.drop_older_than(10min);
    bot.on_updates_skipped(report);
    bot.on_message(ag::filters::command("remind"), remind);
    return bot.run(ag::environment("BOT_TOKEN"));
}
