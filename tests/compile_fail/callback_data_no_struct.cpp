// expect: callback data is a struct of your own, such as `struct vote
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_button.hpp>

namespace ag = awaitgram;

struct vote {
    int option;
};

ag::inline_button yes() {
#ifdef AWAITGRAM_CORRECT
    return ag::button("yes", vote{1});
#else
    return ag::button("yes", 1);
#endif
}
