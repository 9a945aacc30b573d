// SPDX-License-Identifier: MIT
// A form of three steps. Each step is a struct, which the session keeps: a restart in the middle loses nothing.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/state/state.hpp>

#include <charconv>
#include <string>
namespace ag = awaitgram;

struct asked_name {};
struct asked_age {
    std::string name;
};
struct asked_town {
    std::string name;
    int age = 0;
};

ag::awaitable<void> begin(ag::message message) {
    co_await message.state<asked_name>().set({});
    co_await message.reply("Your name?");
}

ag::awaitable<void> take_name(ag::message message, asked_name) {
    const asked_age next{std::string{message.text()}};
    co_await message.state<asked_age>().set(next);
    co_await message.reply("Your age?");
}

ag::awaitable<void> take_age(ag::message message, asked_age known) {
    int age = 0;
    const auto text = message.text();
    if (std::from_chars(text.data(), text.data() + text.size(), age).ec != std::errc{}) {
        co_await message.reply("A number, please.");
        co_return;
    }
    co_await message.state<asked_town>().emplace(known.name, age);
    co_await message.reply("Where do you live?");
}

ag::awaitable<void> take_town(ag::message message, asked_town known) {
    co_await message.state<asked_town>().clear();
    const auto text =
        known.name + ", " + std::to_string(known.age) + ", from " + std::string{message.text()};
    co_await message.reply(text);
}

ag::awaitable<void> cancel(ag::message message) {
    co_await message.state<asked_name>().clear();
    co_await message.reply("Forgotten.");
}

int main() {
    ag::bot bot{"form.session", ag::app_from_environment()};
    bot.on_message(ag::filters::command("form"), begin);
    bot.on_message(ag::filters::command("cancel"), cancel);
    bot.on_message(ag::filters::state<asked_name>, take_name);
    bot.on_message(ag::filters::state<asked_age>, take_age);
    bot.on_message(ag::filters::state<asked_town>, take_town);
    return bot.run(ag::environment("BOT_TOKEN"));
}
