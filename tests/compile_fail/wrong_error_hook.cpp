// expect: the function given to on_error must take an event such as awaitgram::message
// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>

namespace ag = awaitgram;

void program(ag::bot& bot) {
#ifdef AWAITGRAM_CORRECT
    bot.on_error([](const ag::message&, const std::exception_ptr&) {});
#else
    bot.on_error([](const std::exception_ptr&) {});
#endif
}
