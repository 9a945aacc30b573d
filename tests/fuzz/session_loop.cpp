// SPDX-License-Identifier: MIT
// Feeds mutated sessions to session_parse.cpp without libFuzzer: `fuzz_sessions [inputs] [seed] [reader]`.
#include <awaitgram/formats/convert.hpp>
#include <awaitgram/formats/detail/awaitgram_string.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "session_open.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ag = awaitgram;
using ag::byte_buffer;

namespace {

byte_buffer input_of(std::uint8_t which, const std::string& content) {
    byte_buffer input(content.size() + 1);
    input[0] = which;
    std::copy(content.begin(), content.end(), input.begin() + 1);
    return input;
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{AWAITGRAM_SESSION_VECTORS}) {
        if (!entry.is_regular_file())
            continue;
        const auto content = content_of(entry.path());
        const auto extension = entry.path().extension();
        if (extension == ".txt") {
            all.push_back(input_of(0, content));
        } else if (extension == ".session") {
            all.push_back(input_of(1, content));
        } else if (content.substr(0, 4) == "TDF$") {
            all.push_back(input_of(5, content));
        }
    }
    ag::imported_session session =
        ag::read_session_string(content_of(AWAITGRAM_SESSION_VECTORS "/pyrogram2.string.user.txt"));
    const auto own = ag::write_session_string(session, ag::session_format::session_string);
    all.push_back(input_of(0, own));
    namespace string = ag::detail::awaitgram_string;
    const auto held = ag::detail::from_base64(std::string_view{own}.substr(string::prefix.size()));
    const auto content = ag::byte_view{held.value()}.first(held->size() - string::check_size);
    all.push_back(input_of(8, std::string{ag::text_of(content)}));
    all.push_back(input_of(9, fuzz::stored_session_text()));
    all.push_back(input_of(10, fuzz::session_file_content()));
    all.push_back(input_of(1, fuzz::session_file_content()));

    const auto number = [](std::uint32_t value) {
        return std::string{
            static_cast<char>(value >> 24),
            static_cast<char>(value >> 16),
            static_cast<char>(value >> 8),
            static_cast<char>(value)};
    };
    // A database with all pages but the first in its log.
    const auto database = content_of(AWAITGRAM_SESSION_VECTORS "/telethon.v1.session");
    const auto pages = static_cast<std::uint32_t>(database.size() / 4096);
    auto log = number(0x377f0683) + number(3007000) + number(4096) + std::string(20, '\0');
    for (std::uint32_t page = 2; page <= pages; ++page)
        log += number(page) + number(pages) + std::string(16, '\0') +
               database.substr((page - 1) * std::size_t{4096}, 4096);
    all.push_back(input_of(2, database.substr(0, 4096) + log));

    const std::string key(256, '\x21');
    all.push_back(input_of(3, number(2) + number(0) + number(1) + number(1)));
    const auto keys = number(2) + number(2) + key + number(4) + key + number(0);
    const auto wide = number(~0U) + number(~0U) + number(1) + number(7) + number(2) + keys;
    const auto narrow = number(7) + number(2) + keys;
    for (const auto& block : {wide, narrow})
        all.push_back(
            input_of(4, number(0x4b) + number(static_cast<std::uint32_t>(block.size())) + block)
        );
    all.push_back(input_of(4, number(0) + number(2) + key + number(1) + number(7) + number(2)));

    all.push_back(
        input_of(6, content_of(AWAITGRAM_SESSION_VECTORS "/gramjs_store/gramjs_store%3AauthKey"))
    );
    all.push_back(input_of(6, R"(["-1001234567890","-77","chan",null,"Chan","1"])"));
    const auto row = [&](std::string name, const std::string& value) {
        name.resize(32);
        all.push_back(input_of(7, name + value));
    };
    row("dc_main",
        std::string(
            "\x02\x02\x00\x0e"
            "149.154.167.41\0\xbb\x01\0\0",
            23
        ));
    row("current_user", std::string("\x01\0\0\0\0\0\0\0\x01\x86\x3b\xa1\x01\0\0\0", 16));
    row("updates_channel:1234567890", "\x01\x02\x03\x04");
    row("salts:2",
        std::string("\x15\xc4\xb5\x1c\x01\0\0\0\xdc\xd9\x49\x09", 12) + std::string(16, '\x07'));
    return all;
}

void mutate(byte_buffer& input, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return limit != 0 ? random() % limit : 0; };
    const auto body = input.size() - 1;
    if (body == 0)
        return;
    const auto at = 1 + below(body);
    switch (below(8)) {
    case 0:
        input[at] = static_cast<std::uint8_t>(input[at] ^ 1u << below(8));
        break;
    case 1:
        input[at] = static_cast<std::uint8_t>(random());
        break;
    case 2: { // a number that is often a limit
        constexpr std::uint32_t words[] = {
            0, 1, 0xff, 0x7fffffff, 0x80000000, 0xffffffff, 256, 0x100fe};
        if (at + 4 <= input.size())
            std::memcpy(&input[at], &words[below(std::size(words))], 4);
        break;
    }
    case 3: // another character of Base64
        input[at] = static_cast<std::uint8_t>("ABCDwxyz0189+/-_=1"[below(18)]);
        break;
    case 4:
        if (below(4) == 0)
            input.resize(at);
        break;
    case 5: {
        const auto from = 1 + below(body);
        const auto size = below(64);
        if (from + size <= input.size() && at + size <= input.size())
            std::memmove(&input[at], &input[from], size);
        break;
    }
    case 6: // SQLite's header and the first page have the most structure
        input[1 + below(std::min<std::size_t>(body, 4096))] = static_cast<std::uint8_t>(random());
        break;
    default:
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), below(4), 0);
        break;
    }
}

} // namespace

int main(int count, char** arguments) {
    const auto number = [&](int at, unsigned long otherwise) {
        return count > at ? std::strtoul(arguments[at], nullptr, 10) : otherwise;
    };
    const auto inputs = number(1, 20'000);
    std::mt19937 random(static_cast<std::uint32_t>(number(2, 1)));
    auto all = seeds();
    if (count > 3)
        std::erase_if(all, [&](const byte_buffer& seed) { return seed[0] != number(3, 0); });
    if (all.empty())
        return EXIT_FAILURE;
    for (const auto& seed : all)
        LLVMFuzzerTestOneInput(seed.data(), seed.size());
    for (unsigned long i = 0; i < inputs; ++i) {
        auto input = all[random() % all.size()];
        for (auto left = 1 + random() % 6; left != 0; --left)
            mutate(input, random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%lu inputs, %zu seeds\n", inputs, all.size());
}
