// expect: a member of this state is of a type that cannot be kept
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/state/codec.hpp>

#include <chrono>

namespace ag = awaitgram;

// A time of a steady clock means nothing after a restart.
struct asked_age {
#ifdef AWAITGRAM_CORRECT
    std::chrono::system_clock::time_point when;
#else
    std::chrono::steady_clock::time_point when;
#endif
};

ag::byte_buffer bytes_of(const asked_age& state) {
    return ag::state_codec<asked_age>::encode(state);
}
