// SPDX-License-Identifier: MIT
// A sign-in question by question, as a program with windows or on the web does it: each run takes one answer, and keeps the rest in a
// file.  24_sign_in_steps +15550001111, and then  24_sign_in_steps CODE
#include <awaitgram/awaitgram.hpp>

#include <fstream>
#include <iostream>
#include <string>
namespace ag = awaitgram;

ag::awaitable<void> answer(ag::sign_in_step step, std::string typed) {
    switch (step.wants()) {
    case ag::sign_in_wants::code:
    case ag::sign_in_wants::email_code:
    case ag::sign_in_wants::recovery_code:
        return step.give_code(std::move(typed));
    case ag::sign_in_wants::password:
        return step.give_password(std::move(typed));
    case ag::sign_in_wants::email:
        return step.give_email(std::move(typed));
    case ag::sign_in_wants::name:
        return step.give_name(std::move(typed));
    default:
        return step.give_phone(std::move(typed));
    }
}

std::string question(const ag::sign_in_step& step) {
    switch (step.wants()) {
    case ag::sign_in_wants::nothing:
        return "Signed in.";
    case ag::sign_in_wants::password:
        return "The password, please. Hint: " + step.hint();
    case ag::sign_in_wants::name:
        return "The number has no account yet. Its name?";
    default:
        return "The code was sent " + describe(step.code()) + '.';
    }
}

ag::awaitable<void> take_answer(ag::client& telegram, std::string typed) {
    std::string kept;
    std::ifstream{"sign_in.state"} >> kept;
    if (kept.empty()) {
        const auto first = co_await telegram.begin_sign_in(typed);
        std::ofstream{"sign_in.state"} << first.save();
        std::cout << question(first) << std::endl;
        co_return;
    }
    const auto step = telegram.resume_sign_in(kept);
    co_await answer(step, typed);
    std::ofstream{"sign_in.state"} << step.save();
    if (!step.problem().empty())
        std::cout << "Sorry, " << step.problem() << ".\n";
    std::cout << question(step) << std::endl;
}

int main(int count, char** arguments) {
    if (count != 2)
        return 1;
    asio::io_context io;
    ag::client telegram{io.get_executor(), "steps.session", ag::app_from_environment()};
    const auto body = [&](ag::client& running) { return take_answer(running, arguments[1]); };
    asio::co_spawn(io, telegram.run(body), ag::report_errors);
    io.run();
}
