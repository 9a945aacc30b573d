// SPDX-License-Identifier: MIT
// Decodes any input and compares with the slow decoder: both must accept the same inputs, as the same values.
//
// meson builds it with tl_loop.cpp, whose mutations know the schema. With libFuzzer instead, from the root of the
// sources:
//
//     build/tests/fuzz/fuzz_tl --seeds corpus
//     clang++-16 -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -DAWAITGRAM_TL_CHECKED_ARENA
//         -DTELEGRAM_SCHEMA='"tl/api.tl"' -Iinclude -Ibuild/generator/include
//         tests/fuzz/tl_decode.cpp tests/fuzz/allocation_meter.cpp -o fuzz_tl_libfuzzer
//     ./fuzz_tl_libfuzzer -max_total_time=60 corpus
//
// With AWAITGRAM_TL_CHECKED_ARENA, a sanitizer knows the bounds of each node of an arena; without it, the code is the
// same as for users.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>

#include <cstddef>
#include <cstdint>

#include "compare.hpp"
#include "fuzz_types.hpp"
#include "roots.hpp"

namespace api = awaitgram::api;

namespace fuzz {

const std::vector<root>& roots() {
    static slow::schema telegram;
    static slow::schema samples;
    static const auto roots = [] {
        telegram.add_file(TELEGRAM_SCHEMA);
        for (const auto* line : {
                 sample::nothing::tl_line,
                 sample::leaf::tl_line,
                 sample::branch::tl_line,
                 sample::pair::tl_line,
                 sample::everything::tl_line,
                 sample::maybe::tl_line,
                 sample::envelope::tl_line,
                 sample::chain::tl_line,
                 sample::sparse::tl_line,
             })
            samples.add_line(line, false);
        samples.finish();
        return std::vector<root>{
            {&telegram.find("messages.Messages"), compare<api::messages::Messages>},
            {&telegram.find("Updates"), compare<api::Updates>},
            {&telegram.find("=messages.sendMessage"), compare<api::messages::sendMessage>},
            {&telegram.find("updates.Difference"), compare<api::updates::Difference>},
            {&telegram.find("Vector<long>"), compare<tl::vector<std::int64_t>>},
            {&telegram.find("RichText"), compare<api::RichText>},
            {&samples.find("Everything"), compare<sample::everything>},
            {&samples.find("Maybe"), compare<sample::maybe>},
            {&samples.find("Vector<Vector<Tree>>"), compare<tl::vector<tl::vector<sample::Tree>>>},
            {&samples.find("Envelope"), compare<sample::envelope>},
            {&samples.find("Chain"), compare<sample::chain>},
            {&samples.find("Vector<Sparse>"), compare<tl::vector<sample::sparse>>},
        };
    }();
    return roots;
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const auto& roots = fuzz::roots();
    const auto& root = roots[data[0] % roots.size()];
    root.compare(*root.type, {data + 1, size - 1}, data[0] / roots.size() % 8);
    return 0;
}
