// expect: a row takes buttons of its own keyboard: inline_keyboard those of ag::button
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>

namespace ag = awaitgram;

ag::reply_keyboard choice() {
#ifdef AWAITGRAM_CORRECT
    return ag::reply_keyboard().row("yes", ag::request_contact("my number"));
#else
    return ag::reply_keyboard().row("yes", ag::button("no", "0"));
#endif
}
