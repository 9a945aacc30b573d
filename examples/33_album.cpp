// SPDX-License-Identifier: MIT
// Sends the pictures and films of a folder as albums:  TO=@news 33_album pictures/
#include <awaitgram/awaitgram.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>
namespace ag = awaitgram;
namespace fs = std::filesystem;

ag::awaitable<void> send_folder(ag::client& telegram, std::vector<fs::path> files) {
    constexpr std::size_t most = 10; // in one album
    const auto to = ag::environment("TO");
    for (std::size_t first = 0; first < files.size(); first += most) {
        std::vector<ag::attachment> album;
        for (auto at = first; at < std::min(files.size(), first + most); ++at)
            album.push_back(
                files[at].extension() == ".mp4" ? ag::attachment::video(files[at])
                                                : ag::attachment::photo(files[at])
            );
        if (album.size() == 1) {
            co_await telegram.send_media(to, album.front());
        } else {
            const auto sent = co_await telegram.send_media_group(to, album, {.silent = true});
            std::cout << sent.front().link() << '\n';
        }
        std::cout << first + album.size() << " of " << files.size() << " files are sent\n";
    }
}

int main(int argc, char** argv) {
    std::vector<fs::path> files;
    for (const auto& each : fs::directory_iterator{argc > 1 ? argv[1] : "."})
        if (const auto kind = each.path().extension();
            kind == ".jpg" || kind == ".png" || kind == ".mp4")
            files.push_back(each.path());
    std::sort(files.begin(), files.end());
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run([&](ag::client& telegram) { return send_folder(telegram, files); });
}
