// SPDX-License-Identifier: MIT
// Raw updates: `on<T>` subscribes to any constructor of api::Update, beside all other handlers.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void>
answer_press(ag::raw_update<ag::api::updateBotCallbackQuery> press, ag::client& telegram) {
    ag::api::messages::setBotCallbackAnswer answer{};
    answer.query_id = press->query_id;
    answer.message = "Pressed by " + ag::title_of(*press.peers(), press->user_id);
    co_await telegram.invoke(answer);
}

ag::awaitable<void> log_message(ag::raw_update<ag::api::updateNewMessage> update) {
    std::cout << ag::pretty(*update) << std::endl;
    co_return;
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

int main() {
    ag::bot bot{"raw_updates.session", ag::app_from_environment()};
    bot.on<ag::api::updateBotCallbackQuery>(answer_press);
    bot.on<ag::api::updateNewMessage>(log_message);
    bot.on_message(ag::filters::text, echo);
    return bot.run(ag::environment("BOT_TOKEN"));
}
