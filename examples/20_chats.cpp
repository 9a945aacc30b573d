// SPDX-License-Identifier: MIT
// A user account that writes to a chat: a name, a link, a phone number, or an id as in the Bot API.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> greet(ag::client& telegram) {
    const auto chat = ag::environment("WRITE_TO");
    try {
        const auto sent = co_await telegram.send_text(chat, "hello");
        co_await telegram.send_text(sent, "and again, to the same chat");
        co_await sent.forward_to("me");

        const auto id = co_await telegram.resolve(chat);
        std::cout << chat << " is " << id.bot_api_dialog_id() << '\n';

        ag::api::messages::setTyping typing; // a raw request
        typing.peer = co_await telegram.resolve_peer(chat);
        typing.action = ag::api::sendMessageTypingAction{};
        co_await telegram.invoke(typing);
    } catch (const ag::peer_error& error) {
        std::cout << error.what()
                  << '\n'; // "@unused: no user, group or channel has this username; ..."
    }
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(greet);
}
