// SPDX-License-Identifier: MIT
// Calls methods of the API by their names in the schema: prints a result, and joins a group unless that is refused.
#include <awaitgram/awaitgram.hpp>

#include <iostream>
namespace ag = awaitgram;

ag::awaitable<void> who_is(ag::client& telegram) {
    ag::api::contacts::resolveUsername request{.username = "telegram"};
    const auto resolved = co_await telegram.invoke(request);
    std::cout << ag::pretty(*resolved) << '\n';
}

ag::awaitable<void> join(ag::user_client& telegram) {
    ag::api::messages::importChatInvite request{.hash = "AAAAAAAAAAAAAAAA"};
    const auto joined = co_await telegram.try_invoke(request);
    if (joined || joined.error() == ag::errors::USER_ALREADY_PARTICIPANT)
        co_return;
    std::cout << joined.error().match(
        ag::when(ag::errors::INVITE_HASH_EXPIRED, [] { return "the link has expired"; }),
        ag::when(ag::errors::INVITE_REQUEST_SENT, [] { return "an administrator has to agree"; }),
        ag::otherwise([](const ag::rpc_error& other) { return other.what(); })
    );
}

ag::awaitable<void> both(ag::user_client& telegram) {
    co_await who_is(telegram);
    co_await join(telegram);
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(both);
}
