// SPDX-License-Identifier: MIT
// Prints every update as Telegram's schema describes it, and how long its handlers took.
#include <awaitgram/awaitgram.hpp>

#include <chrono>
#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> log_each(ag::update update, ag::next_step next) {
    std::cout << ag::pretty(*update) << std::endl;
    const auto before = std::chrono::steady_clock::now();
    co_await next();
    const auto passed = std::chrono::steady_clock::now() - before;
    std::cout << "handled in "
              << std::chrono::duration_cast<std::chrono::microseconds>(passed).count() << " us"
              << std::endl;
}

ag::awaitable<void> say_pong(ag::message message) {
    co_await message.reply("pong");
}

int main() {
    ag::bot bot{"logger.session", ag::app_from_environment()};
    bot.use(log_each);
    bot.on_message(ag::filters::command("ping"), say_pong);
    return bot.run(ag::environment("BOT_TOKEN"));
}
