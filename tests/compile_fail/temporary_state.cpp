// expect: GCC 12 destroys a temporary struct with a std::string twice in a co_await expression: name it first
// expect-clang: only GCC 12 has this defect
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/state/state.hpp>

#include <string>

namespace ag = awaitgram;

struct asked_age {
    std::string name;
};

asked_age next_step(const ag::message& message) {
    return {std::string{message.text()}};
}

ag::awaitable<void> take_name(ag::message message) {
    const auto next = next_step(message);
#ifdef AWAITGRAM_CORRECT
    co_await message.state<asked_age>().set(next);
    co_await message.state<asked_age>().emplace(next.name);
#elif defined(__clang__)
#error "only GCC 12 has this defect"
#else
    co_await message.state<asked_age>().set(next_step(message));
#endif
}
