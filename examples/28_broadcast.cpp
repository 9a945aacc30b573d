// SPDX-License-Identifier: MIT
// A broadcast: /join subscribes, and /news TEXT reaches all who did. Flood waits are waited out by the library; who blocked the bot is
// forgotten. A restart in the middle continues where it stopped: the command comes again, and the state tells who has the news.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/state/state.hpp>

#include <cstdint>
#include <fstream>
#include <set>
#include <string>
namespace ag = awaitgram;

using readers = std::set<std::int64_t>;
struct progress {
    std::int64_t last = 0;
};

ag::awaitable<void> join(ag::message message, readers& all) {
    if (all.insert(message.chat_id()).second)
        std::ofstream("readers.txt", std::ios::app) << message.chat_id() << '\n';
    co_await message.reply("You get the news.");
}

ag::awaitable<void>
send_news(ag::message message, ag::rest_of_text news, readers& all, ag::client& telegram) {
    const auto place = message.state<progress>();
    const auto before = co_await place.get();
    auto count = 0;
    for (const auto reader : readers{all.upper_bound(before ? before->last : 0), all.end()}) {
        const auto sent = co_await ag::attempt(telegram.send_text(reader, news.text));
        count += sent ? 1 : 0;
        if (!sent && sent.error() == ag::errors::USER_IS_BLOCKED)
            all.erase(reader);
        co_await place.emplace(reader);
    }
    co_await place.clear();
    co_await message.reply(std::to_string(count) + " have it.");
}

int main() {
    readers all;
    std::ifstream file("readers.txt");
    for (std::int64_t reader = 0; file >> reader;)
        all.insert(reader);
    ag::bot bot{"news.session", ag::app_from_environment()};
    bot.provide(all);
    bot.on_message(ag::filters::command("join"), join);
    bot.on_command("news", send_news, "usage: /news TEXT");
    return bot.run(ag::environment("BOT_TOKEN"));
}
