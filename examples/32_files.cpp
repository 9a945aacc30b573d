// SPDX-License-Identifier: MIT
// Keeps the files that users send, and sends them back; /report sends one that is made in memory.
#include <awaitgram/awaitgram.hpp>

#include <filesystem>
#include <string>
namespace ag = awaitgram;

ag::awaitable<void> keep(ag::message message) {
    ag::terminal_bar bar{"a file of " + message.sender_name()};
    const auto path = co_await message.download("received/", {.progress = bar});
    const auto name = std::filesystem::path{path}.filename().string();
    const auto text = name + ": " + std::to_string(message.media().size()) + " bytes";
    co_await message.reply_document(path, {.caption = text, .silent = true});
}

ag::awaitable<void> report(ag::message message) {
    const std::string rows = "day,visitors\nMonday,7\n";
    const auto file = ag::in_memory(ag::bytes_of(rows), "report.csv");
    co_await message.reply_document(file, {.caption = "as of today"});
}

int main() {
    ag::bot bot{"files.session", ag::app_from_environment()};
    bot.on_command("report", report);
    bot.on_message(ag::filters::any_document, keep);
    return bot.run(ag::environment("BOT_TOKEN"));
}
