// SPDX-License-Identifier: MIT
// Answers an album once, however many photos it has.
#include <awaitgram/awaitgram.hpp>

#include <string>
namespace ag = awaitgram;

ag::awaitable<void> count(ag::album album) {
    auto text = std::to_string(album.size()) + " at once";
    if (!album.text().empty())
        text += ": " + std::string{album.text()};
    co_await album.first().reply(text);
}

ag::awaitable<void> one(ag::message message) {
    co_await message.reply("a single one");
}

int main() {
    ag::bot bot{"albums.session", ag::app_from_environment()};
    bot.on_album(count);
    bot.on_message(ag::filters::media, one);
    return bot.run(ag::environment("BOT_TOKEN"));
}
