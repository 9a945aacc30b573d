// expect: the handler given to on<T> must be a coroutine that takes an awaitgram::raw_update<T> by value
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::awaitable<void> log(ag::raw_update<ag::api::updateUserTyping>) {
#else
ag::awaitable<void> log(ag::raw_update<ag::api::updateUserStatus>) {
#endif
    co_return;
}

void program(ag::bot& bot) {
    bot.on<ag::api::updateUserTyping>(log);
}
