// expect: only a method of the schema can be invoked, such as api::messages::sendMessage; this is no method
// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/client/client.hpp>

namespace ag = awaitgram;

ag::awaitable<void> look_up(ag::client& telegram) {
#ifdef AWAITGRAM_CORRECT
    ag::api::users::getUsers request{};
    const auto answer = co_await telegram.invoke(request);
#else
    ag::api::inputUserSelf request{};
    const auto answer = co_await telegram.invoke(request);
#endif
}
