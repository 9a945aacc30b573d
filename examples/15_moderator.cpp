// SPDX-License-Identifier: MIT
// Keeps a group in order: removes links of members, also in edits, mutes those who post them, and greets new members.
#include <awaitgram/awaitgram.hpp>

#include <chrono>
namespace ag = awaitgram;
using namespace std::chrono_literals;

ag::awaitable<void> mute(ag::message message, ag::client& telegram) {
    co_await message.remove();
    const auto silence = ag::permissions::none();
    co_await telegram.restrict_member(message, message.sender_id(), silence, {.until = 1h});
    const auto warning = message.sender_name() + ", no links here. Come back in an hour.";
    co_await message.answer(warning);
}

ag::awaitable<void> greet(ag::chat_member_updated change, ag::client& telegram) {
    co_await telegram.send_text(change.chat_id(), "Welcome, " + change.user_name() + "!");
}

ag::awaitable<void> approve(ag::join_request request) {
    co_await request.approve();
}

int main() {
    ag::bot bot{"moderator.session", ag::app_from_environment()};
    const auto unwanted = ag::filters::group && ag::filters::link && !ag::filters::admin;
    bot.on_message(unwanted, mute);
    bot.on_edited(unwanted, mute);
    bot.on_chat_member(ag::filters::member_came && !ag::filters::about_me, greet);
    bot.on_join_request(approve);
    return bot.run(ag::environment("BOT_TOKEN"));
}
