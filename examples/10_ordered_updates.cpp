// SPDX-License-Identifier: MIT
// Updates without handlers: a client reads them itself, in order, each once, and continues after a restart where it stopped.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> watch(ag::client& telegram) {
    co_await telegram.sign_in_bot(ag::environment("BOT_TOKEN"));
    for (auto updates = telegram.updates(); const auto next = co_await updates.next();)
        if (const auto* fresh = next->update->get_if<ag::api::updateNewMessage>())
            if (const auto* message = fresh->message.get_if<ag::api::message>())
                std::cout << ag::title_of(*next->peers, message->peer_id) << ": "
                          << message->message << std::endl;
}

int main() {
    asio::io_context io;
    ag::client telegram{io.get_executor(), "ordered.session", ag::app_from_environment()};
    asio::co_spawn(io, telegram.run(watch), ag::report_errors);
    io.run();
}
