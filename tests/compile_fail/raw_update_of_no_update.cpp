// expect: on<T> takes a constructor of awaitgram::api::Update, such as awaitgram::api::updateBotCallbackQuery
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
using wanted = ag::api::updateNewMessage;

ag::awaitable<void> log(ag::raw_update<wanted>) {
    co_return;
}
#else
using wanted = ag::api::message;

ag::awaitable<void> log(ag::message) {
    co_return;
}
#endif

void program(ag::bot& bot) {
    bot.on<wanted>(log);
}
