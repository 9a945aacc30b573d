// SPDX-License-Identifier: MIT
// The other side of 25_qr_sign_in: a signed-in account lets the device in that shows a link. The link is typed or scanned by the
// user; whoever has made one gets the account.  26_accept_sign_in 'tg://login?token=...'
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

int main(int count, char** arguments) {
    if (count != 2)
        return 1;
    ag::userbot me{"account.session", ag::app_from_environment()};
    return me.run([&](ag::client& telegram) -> ag::awaitable<void> {
        const auto device = co_await telegram.accept_login_token(arguments[1]);
        std::cout << "Let in: " << device.device << '\n';
        for (const auto& each : co_await telegram.get_sessions())
            std::cout << each.device << ' ' << each.app << (each.current ? " (this one)\n" : "\n");
    });
}
