// SPDX-License-Identifier: MIT
// Tests a bot in a group while a fifth of its updates are lost; the exit code is 0 when it passes.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

int main() {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message(ag::filters::text, echo);

    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto group = telegram.group("Chat", alice, bob, bot); // also supergroup(...) and channel(...)
    telegram.promote(group, bot); // a bot that is no admin sees commands and replies alone
    telegram.set_faults({.seed = 7, .lost_push = 0.2, .cut_at_push = 0.01});
    telegram.refuse<ag::api::messages::sendMessage>(420, "FLOOD_WAIT_1"); // the next call

    bob.writes(group, "hello");
    const auto heard = alice.reads(bot, group);

    std::cout << heard << std::endl;
    return heard == "hello" ? 0 : 1;
}
