// expect: a state is a struct of your own
// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/state/state.hpp>

#include <string>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
struct step {
    std::string name;
};
#else
using step = std::string;
#endif

ag::awaitable<void> forget(ag::message message) {
    const auto known = co_await message.state<step>().get();
    if (known)
        co_await message.state<step>().clear();
}
