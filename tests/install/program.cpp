// SPDX-License-Identifier: MIT
#include <awaitgram/api/layer.hpp>
#include <awaitgram/awaitgram.hpp>

#include <cstdio>

namespace ag = awaitgram;

ag::awaitable<void> greet(ag::message message);

ag::awaitable<void> greet(ag::message message) {
    co_await message.reply("Hello!");
}

// Constructs a bot without running it, so that all of the library is linked.
int main() {
    ag::client_config application{};
    application.api_id = 1;
    application.api_hash = "made up";
    ag::bot bot{ag::memory_session{}, application};
    bot.on_message(ag::filters::command("start"), greet);
    std::printf("awaitgram %s, layer %d\n", AWAITGRAM_VERSION, ag::api::layer);
}
