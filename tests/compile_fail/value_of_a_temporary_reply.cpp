// expect: use of deleted function
// expect-clang: deleted
// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

namespace ag = awaitgram;
using config = ag::tl::reply<ag::api::Config>;

config received();

// The value of a reply refers to the reply's bytes, so it must not outlive the reply.
int main() {
#ifdef AWAITGRAM_CORRECT
    const auto reply = received();
    return (*reply).this_dc;
#else
    return (*received()).this_dc;
#endif
}
