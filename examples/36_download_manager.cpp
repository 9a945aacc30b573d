// SPDX-License-Identifier: MIT
// Downloads files of a chat, all at once, and goes on where it was interrupted:  FROM=@news 36_download_manager 7 12 15
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/awaitgram.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>
namespace ag = awaitgram;

/// Shows all downloads as one.
struct downloads {
    downloads(ag::client& telegram, std::size_t count)
        : each(count), left(count), ended(telegram.executor()) {}

    void show(std::size_t which, ag::files::progress now) {
        each[which] = now;
        ag::files::progress sum;
        for (const auto& one : each) {
            sum.done += one.done;
            sum.total += one.total;
        }
        bar(sum);
    }

    std::vector<ag::files::progress> each;
    std::size_t left;
    ag::event ended;
    ag::terminal_bar bar{"downloads"};
};

/// The failure of one file ends no other.
ag::awaitable<void> download(downloads& all, std::size_t which, ag::message message) {
    const auto show = [&](ag::files::progress now) { all.show(which, now); };
    try {
        const auto path =
            co_await message.download("downloads/", {.progress = show, .resume = true});
        std::cout << path << '\n';
    } catch (const ag::rpc_error& refusal) {
        std::cerr << message.id() << ": " << refusal.what() << '\n';
    }
    if (--all.left == 0)
        all.ended.set();
}

ag::awaitable<void> download_all(ag::client& telegram, const std::vector<std::int32_t>& ids) {
    std::vector<ag::message> files;
    const auto messages = co_await telegram.get_messages(ag::environment("FROM"), ids);
    for (const auto& each : messages)
        if (each && each->media().document() != nullptr)
            files.push_back(*each);
    downloads all{telegram, files.size()};
    const auto run = [&](ag::task_group& group) -> ag::awaitable<void> {
        for (std::size_t at = 0; at != files.size(); ++at)
            group.spawn(download(all, at, files[at]));
        if (all.left != 0)
            co_await all.ended.wait();
    };
    co_await ag::with_tasks(run);
}

int main(int count, char** arguments) {
    std::vector<std::int32_t> ids;
    for (int at = 1; at < count; ++at)
        ids.push_back(std::stoi(arguments[at]));
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run([&](ag::client& telegram) { return download_all(telegram, ids); });
}
