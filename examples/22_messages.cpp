// SPDX-License-Identifier: MIT
// A bot that shows what can be done with messages: write it anything, "/poll" or "/clean".
#include <awaitgram/awaitgram.hpp>

#include <string>
namespace ag = awaitgram;

ag::awaitable<void> quote(ag::message message, ag::client& telegram) {
    const auto typing = co_await message.typing(); // shown until the answer is sent
    const auto sent = co_await message.reply(
        ag::text("You wrote: ").italic(message.text()),
        {.reply_to = message.id(), .quote = message.text(), .silent = true, .protect = true}
    );
    const auto edited = co_await sent.edit("I have read it.");
    co_await telegram.pin_message(message, edited.id());
    co_await message.react("👍");
    co_await message.copy_to(message);
}

ag::awaitable<void> poll(ag::message message, ag::client& telegram) {
    const auto sent = co_await telegram.send_poll(message, "Another one?", {"yes", "no"});
    const auto closed = co_await sent.close_poll();
    co_await closed.reply("The poll is closed.");
}

ag::awaitable<void> clean(ag::message message, ag::client& telegram) {
    const auto first = co_await message.answer("one");
    const auto second = co_await message.answer("two");
    const auto both = co_await telegram.get_messages(message, {first.id(), second.id()});
    const auto deleted = co_await telegram.delete_messages(message, {first.id(), second.id()});
    co_await message.answer(
        std::to_string(both.size()) + " were there, " + std::to_string(deleted) + " are deleted"
    );
}

int main() {
    ag::bot bot{"messages.session", ag::app_from_environment()};
    bot.on_message(ag::filters::command("poll"), poll);
    bot.on_message(ag::filters::command("clean"), clean);
    bot.on_message(ag::filters::text, quote);
    return bot.run(ag::environment("BOT_TOKEN"));
}
