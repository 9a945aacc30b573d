// SPDX-License-Identifier: MIT
// A user account whose program asks for the code itself: writes to a user, corrects the message, and signs out.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
#include <string>
namespace ag = awaitgram;

ag::awaitable<std::string> ask(const char* question) {
    std::cout << question << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    co_return answer;
}

ag::awaitable<void> correct(ag::client& telegram) {
    ag::sign_in_prompts prompts;
    prompts.phone = [] { return ask("Phone number: "); };
    prompts.code = [](const std::string&) { return ask("Code: "); };
    prompts.password = [](const std::string&) { return ask("Password: "); };
    co_await telegram.sign_in(prompts);

    const auto sent = co_await telegram.send_text(ag::environment("WRITE_TO"), "Helo!");

    ag::api::messages::editMessage edit;
    edit.peer = co_await telegram.resolve_peer(sent);
    edit.id = sent.id();
    edit.message = "Hello!";
    co_await telegram.invoke(edit);

    co_await telegram.log_out();
    std::cout << "Written, corrected, signed out.\n";
}

int main() {
    asio::io_context io;
    ag::client telegram{io.get_executor(), "account.session", ag::app_from_environment()};
    asio::co_spawn(io, telegram.run(correct), ag::report_errors);
    io.run();
}
