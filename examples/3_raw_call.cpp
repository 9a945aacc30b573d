// SPDX-License-Identifier: MIT
// Calls a method of the API by its name in the schema, and prints the result.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> who_is(ag::client& telegram) {
    ag::api::contacts::resolveUsername request{.username = "telegram"};
    const auto resolved = co_await telegram.invoke(request);
    std::cout << ag::pretty(*resolved) << '\n';
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(who_is);
}
