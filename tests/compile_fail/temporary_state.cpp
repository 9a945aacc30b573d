// expect: GCC 12 destroys a temporary struct with a std::string twice in a co_await expression: name it first
// expect-clang: only GCC 12 has this defect
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/state/state.hpp>

#include <string>

namespace ag = awaitgram;

struct asked_age {
    std::string name;
};

ag::awaitable<void> take_name(ag::message message) {
    const asked_age next{std::string{message.text()}};
#ifdef AWAITGRAM_CORRECT
    co_await message.state<asked_age>().set(next);
    co_await message.state<asked_age>().emplace(next.name);
#elif defined(__clang__)
#error "only GCC 12 has this defect"
#else
    co_await message.state<asked_age>().set(asked_age{next.name});
#endif
}
