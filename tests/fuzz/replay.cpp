// SPDX-License-Identifier: MIT
// Replays the stored corpora of the fuzz targets, and the seeds that they began with.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "targets.hpp"

namespace {

std::vector<std::filesystem::path> corpus_of(const std::string& name) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(CORPUS_DIRECTORY "/" + name))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

void replay(const fuzz::target& target) {
    std::uint32_t reached = 0;
    for (const auto& seed : target.seeds())
        CHECK_NOTHROW(reached |= target.fuzz_one(seed));
    const auto files = corpus_of(target.name);
    CHECK_FALSE(files.empty());
    for (const auto& path : files) {
        CAPTURE(path.filename().string());
        std::ifstream file(path, std::ios::binary);
        const fuzz::byte_buffer bytes{
            std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        CHECK_NOTHROW(reached |= target.fuzz_one(bytes));
    }
    // An input that does not reach the machine proves nothing.
    CHECK_MESSAGE(
        (reached & target.reached) == target.reached, "not reached: ", target.reached & ~reached
    );
}

} // namespace

TEST_CASE("a session keeps its rules with every stored input") { // S-58, S-62, S-65
    replay(fuzz::client_session);
}

TEST_CASE("a key exchange keeps its rules with every stored input") { // S-26
    replay(fuzz::key_exchange);
}

TEST_CASE("every transport keeps its rules with every stored input") { // S-56
    replay(fuzz::transports);
}

TEST_CASE("the intake of updates keeps its rules with every stored input") { // S-93
    replay(fuzz::update_intake);
}

TEST_CASE("callback data keeps its rules with every stored input") {
    replay(fuzz::button_data);
}

TEST_CASE("a test server keeps its rules with every stored stream of bytes") {
    replay(fuzz::server_connections);
}

TEST_CASE("a test server keeps its rules with every stored conversation") {
    replay(fuzz::server_calls);
}

TEST_CASE("texts that name a chat keep their rules with every stored input") {
    replay(fuzz::chat_links);
}

TEST_CASE("texts and markups keep their rules with every stored input") {
    replay(fuzz::texts);
}

TEST_CASE("files, their ids and their names keep their rules with every stored input"
) { // S-106, S-109
    replay(fuzz::media_files);
}
