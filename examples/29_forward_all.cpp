// SPDX-License-Identifier: MIT
// Forwards all messages of one chat to another one, the oldest first, a hundred at a time:  FROM=@news TO=@mine 29_forward_all
#include <awaitgram/awaitgram.hpp>

#include <cstdint>
#include <iostream>
#include <vector>
namespace ag = awaitgram;

ag::awaitable<void> forward_all(ag::client& telegram) {
    const auto from = ag::environment("FROM");
    const auto to = ag::environment("TO");
    std::vector<std::int32_t> ids;
    for (auto all = telegram.history(from, {.reverse = true});
         const auto message = co_await all.next();)
        if (message->service() == nullptr)
            ids.push_back(message->id());
    const auto sent = co_await telegram.forward_messages(to, from, ids);
    std::cout << sent.size() << " messages forwarded\n";
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(forward_all);
}
