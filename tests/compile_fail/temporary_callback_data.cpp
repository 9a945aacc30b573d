// expect: GCC 12 destroys a temporary struct with a std::string twice in a co_await expression
// expect-clang: only GCC 12 has this defect
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_button.hpp>

#include <string>

namespace ag = awaitgram;

struct order {
    std::string name;
};

ag::inline_button buy() {
#ifdef AWAITGRAM_CORRECT
    const order data{"tea"};
    return ag::button("buy", data);
#elif defined(__clang__)
#error "only GCC 12 has this defect"
#else
    return ag::button("buy", order{"tea"});
#endif
}
