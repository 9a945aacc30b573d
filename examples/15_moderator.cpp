// SPDX-License-Identifier: MIT
// Keeps a group in order: removes links of members, also in edits, greets new ones, and limits its answers.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/throttle.hpp>

#include <chrono>
#include <string>
namespace ag = awaitgram;
using namespace std::chrono_literals;

ag::awaitable<void> remove_link(ag::message message) {
    const auto warning = message.sender_name() + ", no links here, please.";
    co_await message.answer(warning);
    co_await message.remove();
}

ag::awaitable<void> greet(ag::chat_member_updated change, ag::client& telegram) {
    co_await telegram.send_text(change.chat_id(), "Welcome, " + change.user_name() + "!");
}

ag::awaitable<void> tell_rules(ag::message message) {
    co_await message.reply("No links.");
}

ag::awaitable<void> approve(ag::join_request request) {
    co_await request.approve();
}

int main() {
    ag::bot bot{"moderator.session", ag::app_from_environment()};
    const auto unwanted = ag::filters::group && ag::filters::link && !ag::filters::admin;
    bot.on_message(unwanted, remove_link);
    bot.on_edited(unwanted, remove_link);
    bot.on_chat_member(ag::filters::member_came && !ag::filters::about_me, greet);
    bot.on_join_request(approve);

    ag::router questions;
    questions.use(ag::throttle(5, 1min));
    questions.on_message(ag::filters::command("rules"), tell_rules);
    bot.include(questions);
    return bot.run(ag::environment("BOT_TOKEN"));
}
