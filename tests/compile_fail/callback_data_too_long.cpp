// expect: this struct can take more than the 59 bytes that callback data has for members
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_button.hpp>

#include <array>
#include <cstdint>

namespace ag = awaitgram;

struct order {
#ifdef AWAITGRAM_CORRECT
    std::array<std::int64_t, 6> ids;
#else
    std::array<std::int64_t, 7> ids;
#endif
};

ag::inline_button buy(const order& of) {
    return ag::button("buy", of);
}
