// expect: only users may call this method, and this is a bot; an awaitgram::client& calls it with
// expect: checkChatInvite
// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

ag::awaitable<void> look(ag::message, ag::bot_client& telegram) {
    ag::api::messages::checkChatInvite request{.hash = "abc"};
#ifdef AWAITGRAM_CORRECT
    ag::client& any = telegram;
    const auto invite = co_await any.invoke(request, {.any_account = true});
    const ag::api::messages::getFullChat of_both{.chat_id = 1};
    const auto chat = co_await telegram.try_invoke(of_both);
#else
    const auto invite = co_await telegram.invoke(request);
#endif
}

void program(ag::bot& bot) {
    bot.on_message(ag::filters::text, look);
}
