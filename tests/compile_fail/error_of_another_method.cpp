// expect: this method never returns this error, says Telegram's documentation; error.is_named
// expect: resolveUsername
// expect: USER_ALREADY_PARTICIPANT
// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/client/client.hpp>

namespace ag = awaitgram;

ag::awaitable<void> look_up(ag::client& telegram) {
    ag::api::contacts::resolveUsername request{.username = "telegram"};
    const auto answer = co_await telegram.try_invoke(request);
#ifdef AWAITGRAM_CORRECT
    if (!answer && answer.error() == ag::errors::USERNAME_NOT_OCCUPIED)
        co_return;
    if (!answer && answer.error() == ag::errors::FLOOD_WAIT)
        co_return;
    if (!answer && answer.error().is_named("USER_ALREADY_PARTICIPANT"))
        co_return;
#else
    if (!answer && answer.error() == ag::errors::USER_ALREADY_PARTICIPANT)
        co_return;
#endif
}
