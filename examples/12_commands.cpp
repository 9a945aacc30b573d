// SPDX-License-Identifier: MIT
// Commands with typed arguments; wrong ones are answered by the usage.
#include <awaitgram/awaitgram.hpp>

#include <string>
namespace ag = awaitgram;

ag::awaitable<void> add(ag::message message, int left, int right) {
    co_await message.reply(std::to_string(left + right));
}

ag::awaitable<void>
remind(ag::message message, std::string whom, int minutes, ag::rest_of_text about) {
    const auto text = "I remind " + whom + " in " + std::to_string(minutes) + " minutes of " +
                      std::string{about.text};
    co_await message.reply(text);
}

ag::awaitable<void> help(ag::message message) {
    co_await message.reply("Try /add 1 2 or /remind \"Ann Lee\" 5 the tea");
}

int main() {
    ag::bot bot{"commands.session", ag::app_from_environment()};
    bot.on_command("add", add, "usage: /add a b");
    bot.on_command("remind", remind);
    bot.on_message(ag::filters::command({"start", "help"}), help);
    return bot.run(ag::environment("BOT_TOKEN"));
}
