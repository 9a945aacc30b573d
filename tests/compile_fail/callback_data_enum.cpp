// expect: a member of this callback data is of a type that cannot be packed
// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/callback_data.hpp>

namespace ag = awaitgram;

// Without an underlying type, an enum has fewer values than bytes can say.
#ifdef AWAITGRAM_CORRECT
enum colour : int { red, green };
#else
enum colour { red, green };
#endif

struct choice {
    colour of;
};

bool is_mine(ag::byte_view data) {
    return ag::callback_data<choice>::unpack(data).has_value();
}
