// SPDX-License-Identifier: MIT
// A bot with twenty handlers whose messages come from benchmark_feed:  benchmark_peer_handlers PORT KEY ROUNDS BURSTS MESSAGES
//
// Its session has the key that the feed knows, whatever KEY says. Prints the processor time of each round, by message, as JSON.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "../support/cpu_time.hpp"
#include "../support/mailbox.hpp"
#include "../support/twenty_handlers.hpp"

namespace ag = awaitgram;

int main(int count, char** arguments) {
    if (count != 6)
        return 1;
    const auto number = [&](int which) { return std::strtoul(arguments[which], nullptr, 10); };
    const auto rounds = number(3);
    const auto bursts = number(4);
    const auto messages = number(5);

    ag::bot bot{
        support::known_session(), support::feed_config(static_cast<std::uint16_t>(number(1)))};
    std::size_t handled = 0;
    std::string figures;
    double since = 0;
    const auto after_burst = [&](ag::client& telegram) -> ag::awaitable<void> {
        const auto bursts_done = handled / messages;
        if (bursts_done % bursts == 0) {
            const auto now = support::process_cpu_time();
            if (bursts_done > bursts) { // the first round is not measured
                const auto each = (now - since) / static_cast<double>(bursts * messages);
                figures += (figures.empty() ? "" : ", ") + std::to_string(each * 1e9);
            }
            since = support::process_cpu_time();
        }
        if (bursts_done == (rounds + 1) * bursts) {
            bot.stop();
            co_return;
        }
        const ag::api::help::getNearestDc next{};
        static_cast<void>(co_await telegram.invoke(next));
    };
    support::add_twenty_handlers(
        bot,
        [&](ag::message m, ag::client& telegram) -> ag::awaitable<void> {
            if (m.text().empty())
                std::abort();
            if (++handled % messages == 0)
                co_await after_burst(telegram);
        }
    );
    bot.on_start(after_burst);
    if (bot.run(std::to_string(support::bot_id) + ":token") != 0)
        return 1;
    std::printf("{\"ns\": [%s]}\n", figures.c_str());
    return 0;
}
