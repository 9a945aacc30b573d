// expect: a number is no text
// SPDX-License-Identifier: MIT
#include <awaitgram/types/message.hpp>

#include <string>

namespace ag = awaitgram;

ag::awaitable<ag::message> count(const ag::message& to) {
#ifdef AWAITGRAM_CORRECT
    return to.reply(std::to_string(42));
#else
    return to.reply(42);
#endif
}
