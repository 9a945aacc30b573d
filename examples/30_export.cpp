// SPDX-License-Identifier: MIT
// Writes a chat to standard output as a page of HTML, the oldest message first:  CHAT=@news 30_export >news.html
#include <awaitgram/awaitgram.hpp>

#include <chrono>
#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> export_chat(ag::client& telegram) {
    const auto name = ag::environment("CHAT");
    const auto chat = co_await telegram.get_chat(name);
    std::cout << "<!doctype html><meta charset=\"utf-8\"><h1>" << ag::text(chat.title()).html()
              << "</h1>\n";
    for (auto all = telegram.history(name, {.reverse = true});
         const auto message = co_await all.next();) {
        if (message->service() != nullptr)
            continue;
        const auto seconds = std::chrono::system_clock::to_time_t(message->date());
        std::cout << "<p id=\"" << message->id() << "\"><b>"
                  << ag::text(message->sender_name()).html() << "</b> <small>" << seconds
                  << "</small><br>" << message->formatted().html() << "</p>\n";
    }
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(export_chat);
}
