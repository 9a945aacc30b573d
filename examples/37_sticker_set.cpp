// SPDX-License-Identifier: MIT
// Makes a set of stickers, or adds to one, and saves a whole set:
//   37_sticker_set make MyCats "My cats" cat.png 🐱 kitten.webp 😺
//   37_sticker_set save MyCats cats/
#include <awaitgram/awaitgram.hpp>

#include <iostream>
#include <string>
#include <vector>
namespace ag = awaitgram;
using words = std::vector<std::string>;

/// Pictures have a side of 512 pixels, and none that is longer.
ag::awaitable<void> make(ag::client& telegram, const words& given) {
    const auto& name = given[1];
    std::vector<ag::sticker_file> stickers;
    for (std::size_t at = 3; at + 1 < given.size(); at += 2)
        stickers.push_back({given[at], given[at + 1]});
    if (co_await telegram.is_sticker_set_name_free(name)) {
        const auto made = co_await telegram.create_sticker_set(given[2], name, stickers);
        std::cout << "made: " << made.link() << '\n';
        co_return;
    }
    auto set = co_await telegram.get_sticker_set(name);
    if (!set.own()) {
        std::cerr << "There is a set of that name already: " << set.link() << '\n';
        co_return;
    }
    for (const auto& each : stickers)
        set = co_await telegram.add_sticker(set, each);
    std::cout << set.stickers().size() << " stickers: " << set.link() << '\n';
}

ag::awaitable<void> save(ag::client& telegram, const words& given) {
    const auto set = co_await telegram.get_sticker_set(given[1]);
    for (const auto& each : set.stickers()) {
        const auto path = co_await telegram.download(each, given[2] + "/");
        std::cout << each.emoji() << ' ' << path << '\n';
    }
}

int main(int argc, char** argv) {
    const words given(argv + 1, argv + argc);
    const auto makes = given.size() >= 5 && given[0] == "make";
    if (!makes && !(given.size() == 3 && given[0] == "save")) {
        std::cerr << "37_sticker_set make NAME TITLE PICTURE EMOJI ... | save NAME FOLDER\n";
        return 2;
    }
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run([&](ag::client& telegram) {
        return makes ? make(telegram, given) : save(telegram, given);
    });
}
