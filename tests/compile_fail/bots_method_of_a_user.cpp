// expect: only bots may call this method, and this is a user account; an awaitgram::client& calls it with
// expect: setBotCallbackAnswer
// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/bot/userbot.hpp>

namespace ag = awaitgram;

ag::awaitable<void> answer(ag::userbot& me) {
#ifdef AWAITGRAM_CORRECT
    ag::api::messages::checkChatInvite request{.hash = "abc"};
#else
    ag::api::messages::setBotCallbackAnswer request{.query_id = 1};
#endif
    const auto answered = co_await me.telegram().try_invoke(request);
}
