// SPDX-License-Identifier: MIT
// Signs in by a QR code, which a phone scans with Settings > Devices > Link Desktop Device. Draws it if it was built with
// libqrencode; its link is printed in any case.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/bot/terminal.hpp>
#ifdef WITH_QRENCODE
#include <awaitgram/login/qr_terminal.hpp>
#endif

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> sign_in(ag::client& telegram) {
    auto step = co_await telegram.begin_qr_sign_in();
    while (step.wants() == ag::sign_in_wants::scan) {
#ifdef WITH_QRENCODE
        std::cout << ag::draw_qr_code(step);
#endif
        std::cout << step.link() << std::endl;
        co_await step.wait_for_scan(); // until there is another link, or an answer
    }
    ag::terminal input;
    while (step.wants() == ag::sign_in_wants::password) {
        auto password = co_await input.ask("Password: ", ag::terminal::echo::off);
        co_await step.give_password(std::move(password));
        std::cout << step.problem() << '\n';
    }
    co_await telegram.refresh_account();
    std::cout << "Signed in as " << telegram.account().id << ".\n";
}

int main() {
    asio::io_context io;
    ag::client telegram{io.get_executor(), "qr.session", ag::app_from_environment()};
    asio::co_spawn(io, telegram.run(sign_in), ag::report_errors);
    io.run();
}
