// SPDX-License-Identifier: MIT
// Feeds mutated replies to tl_decode.cpp where there is no libFuzzer: `fuzz_tl [inputs] [seed]`.
#include <awaitgram/tl/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "../tl/big_reply.hpp"
#include "../tl/sample.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;

namespace {

template <class T>
byte_buffer input_of(std::uint8_t which, const T& value) {
    byte_buffer made{which};
    awaitgram::append(made, tl::encoded(value));
    return made;
}

std::vector<byte_buffer> seeds() {
    const auto reply = support::messages_reply(12);
    api::updates_ updates{.users = reply.users, .chats = reply.chats, .date = 5};
    updates.updates.push_back(api::updateNewMessage{
        .message = reply.messages[2], .pts = 5, .pts_count = 1});
    const sample::Tree tree =
        sample::branch{.heavy = true, .trees = {sample::leaf{}, sample::nothing{}}, .name = "n"};
    const sample::pair pair{.first = 1, .second = "pair"};
    return {
        input_of(0, api::messages::Messages(reply)),
        input_of(1, api::Updates(updates)),
        input_of(
            3,
            sample::everything{
                .g = true,
                .h = "h",
                .j = tree,
                .l = {1, 2},
                .m = {3},
                .n = {true, false},
                .o = {"a", "b"},
                .p = {tree, tree},
                .q = {pair},
                .r = {{1}, {}, {2, 3}},
                .s = {pair, pair}}
        ),
        input_of(
            4,
            sample::maybe{
                .a = true,
                .b = 1,
                .c = 2,
                .d = "d",
                .g = 1.5,
                .h = tl::int128{},
                .i = tl::int256{},
                .j = true,
                .k = tl::bytes("k"),
                .m = tree,
                .n = {1},
                .o = pair,
                .p = {{tree}},
                .q = tl::bare<sample::pair>(pair)}
        ),
        input_of(5, tl::vector<tl::vector<sample::Tree>>{{tree}, {}, {tree, tree}}),
    };
}

/// Words that mean something to a decoder.
constexpr std::uint32_t words[] = {
    0x1cb5c415,
    0x997275b5,
    0xbc799737,
    0xffffffff,
    0x7fffffff,
    0x80000000,
    0,
    1,
    2,
    3,
    4,
    0xfe,
    0xff,
    0xffffffff,
    api::message::tl_id,
    api::textBold::tl_id,
    api::textConcat::tl_id,
    api::photo::tl_id,
};

void mutate(byte_buffer& input, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return limit != 0 ? random() % limit : 0; };
    const auto body = input.size() - 1;
    if (body == 0)
        return;
    auto at = 1 + below(body);
    const auto word_at = 1 + below(body) / 4 * 4;
    switch (below(7)) {
    case 0:
        input[at] = static_cast<std::uint8_t>(input[at] ^ 1u << below(8));
        break;
    case 1:
        input[at] = static_cast<std::uint8_t>(random());
        break;
    case 2:
        if (word_at + 4 <= input.size())
            std::memcpy(&input[word_at], &words[below(std::size(words))], 4);
        break;
    case 3: // a word from elsewhere in the input: often an id
        if (const auto from = 1 + below(body) / 4 * 4;
            from + 4 <= input.size() && word_at + 4 <= input.size())
            std::memmove(&input[word_at], &input[from], 4);
        break;
    case 4:
        input.resize(at);
        break;
    case 5: {
        const auto from = 1 + below(body);
        const auto size = below(64);
        if (from + size <= input.size() && at + size <= input.size())
            std::memmove(&input[at], &input[from], size);
        break;
    }
    default:
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), 4 * below(4), 0);
        break;
    }
}

} // namespace

int main(int count, char** arguments) {
    const auto inputs = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 20'000;
    std::mt19937 random(
        count > 2 ? static_cast<std::uint32_t>(std::strtoul(arguments[2], nullptr, 10)) : 1
    );
    const auto all = seeds();
    for (const auto& seed : all)
        LLVMFuzzerTestOneInput(seed.data(), seed.size());
    for (unsigned long i = 0; i < inputs; ++i) {
        auto input = all[random() % all.size()];
        for (auto left = 1 + random() % 6; left != 0; --left)
            mutate(input, random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%lu inputs\n", inputs);
}
