// SPDX-License-Identifier: MIT
// Keeps a group in order: removes links of members, greets new ones, and slows down who writes too much.
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

ag::awaitable<void> approve(ag::join_request request) {
    co_await request.approve();
}

int main() {
    ag::bot bot{"moderator.session", ag::app_from_environment()};
    bot.use(ag::throttle(20, 1min));
    bot.on_message(ag::filters::group && ag::filters::link && !ag::filters::admin, remove_link);
    bot.on_chat_member(ag::filters::member_came && !ag::filters::about_me, greet);
    bot.on_join_request(approve);
    return bot.run(ag::environment("BOT_TOKEN"));
}
