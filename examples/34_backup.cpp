// SPDX-License-Identifier: MIT
// Saves the files of a chat, each once, however often it is interrupted:  CHAT=@news 34_backup
#include <awaitgram/awaitgram.hpp>

#include <filesystem>
#include <iostream>
#include <string>
namespace ag = awaitgram;
namespace fs = std::filesystem;

/// Each message has a folder of its own. An interrupted download leaves a file whose name ends with ".part".
bool is_complete(const fs::path& folder) {
    if (fs::exists(folder))
        for (const auto& each : fs::directory_iterator{folder})
            if (each.path().extension() != ".part")
                return true;
    return false;
}

ag::awaitable<bool> save(const ag::message& message) {
    if (message.media().photo() == nullptr && message.media().document() == nullptr)
        co_return false;
    const auto folder = fs::path{"backup"} / std::to_string(message.id());
    if (is_complete(folder))
        co_return false;
    ag::terminal_bar bar{std::to_string(message.id())};
    const auto path = co_await message.download(folder.string() + "/", {.progress = bar});
    std::cout << path << '\n';
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
