// SPDX-License-Identifier: MIT
// Calls a method of the API as the schema has it, and prints its result.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> who_is(ag::client& telegram) {
    ag::api::contacts::resolveUsername request{.username = "telegram"};
    const auto found = co_await telegram.invoke(request);
    std::cout << ag::pretty(*found) << '\n';
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(who_is);
}
