// SPDX-License-Identifier: MIT
// Saves the files of a chat, each once, however often it is interrupted:  CHAT=@news 34_backup
#include <awaitgram/awaitgram.hpp>

#include <filesystem>
#include <iostream>
#include <string>
namespace ag = awaitgram;
namespace fs = std::filesystem;

/// Each message has a folder of its own, which gets its name when the file in it is complete.
ag::awaitable<bool> save(const ag::message& message) {
    const auto folder = fs::path{"backup"} / std::to_string(message.id());
    const auto has_file =
        message.media().photo() != nullptr || message.media().document() != nullptr;
    if (!has_file || fs::exists(folder))
        co_return false;
    const auto incomplete = folder.string() + ".new";
    ag::terminal_bar bar{std::to_string(message.id())};
    try {
        co_await message.download(incomplete + "/", {.progress = bar, .resume = true});
    } catch (const ag::rpc_error& refusal) {
        std::cerr << message.id() << ": " << refusal.what() << '\n';
        co_return false;
    }
    fs::rename(incomplete, folder);
    std::cout << folder.string() << '\n';
    co_return true;
}

ag::awaitable<void> back_up(ag::client& telegram) {
    auto saved = 0;
    for (auto all = telegram.history(ag::environment("CHAT"), {.reverse = true});
         const auto message = co_await all.next();)
        saved += co_await save(*message) ? 1 : 0;
    std::cout << saved << " files were saved\n";
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(back_up);
}
