// SPDX-License-Identifier: MIT
// Decodes whatever it is given. Build it with -fsanitize=fuzzer,address,undefined for libFuzzer, or with tl_loop.cpp; and with
// -DAWAITGRAM_TL_CHECKED_ARENA, so that a sanitizer sees where each node of an arena ends.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/print.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "../tl/sample.hpp"

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

namespace {

void require(bool condition, const char* what) {
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

/// What is accepted can be copied, printed, written and read again, and stays the same.
template <class T>
void check(awaitgram::byte_view input) {
    auto reply = tl::decode<T>(tl::frame::copy_of(input));
    if (!reply) {
        require(reply.error().offset <= input.size(), "an error lies outside of the frame");
        (void)reply.error().message();
        return;
    }
    const auto copy = reply->owned();
    require(tl::equal(copy, **reply), "a copy differs");
    *reply = {};
    const auto bytes = tl::encoded(copy);
    const auto again = tl::decode<T>(tl::frame::copy_of(bytes));
    require(again.has_value(), "what was written can't be read");
    require(tl::encoded(**again) == bytes, "what was read is written differently");
    (void)tl::pretty(**again);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const awaitgram::byte_view input(data + 1, size - 1);
    switch (data[0] % 6) {
    case 0:
        check<api::messages::Messages>(input);
        break;
    case 1:
        check<api::Updates>(input);
        break;
    case 2:
        check<api::messages::sendMessage>(input);
        break;
    case 3:
        check<sample::everything>(input);
        break;
    case 4:
        check<sample::maybe>(input);
        break;
    default:
        check<tl::vector<tl::vector<sample::Tree>>>(input);
        break;
    }
    return 0;
}
