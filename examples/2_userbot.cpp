// SPDX-License-Identifier: MIT
// Signs in as a user, asking for phone, code and password the first time, and lists the account's chats.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> list_dialogs(ag::client& telegram) {
    for (auto dialogs = telegram.dialogs(); const auto dialog = co_await dialogs.next();)
        std::cout << dialog->title() << '\n';
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(list_dialogs);
}
