// expect: a member of this callback data is of a type that cannot be packed
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_button.hpp>

#include <cstdint>
#include <optional>

namespace ag = awaitgram;

struct price {
#ifdef AWAITGRAM_CORRECT
    std::int64_t cents;
    std::optional<std::int32_t> discount;
#else
    double euros;
    std::optional<std::int32_t> discount;
#endif
};

ag::inline_button buy(const price& of) {
    return ag::button("buy", of);
}
