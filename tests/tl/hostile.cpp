// SPDX-License-Identifier: MIT
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "big_reply.hpp"
#include "sample.hpp"

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;

namespace {

template <class T>
tl::decode_error error_of(byte_buffer bytes) {
    bytes.shrink_to_fit(); // so that a sanitizer detects each read past the end
    const auto decoded = tl::decode<T>(tl::frame(std::move(bytes)));
    REQUIRE_FALSE(decoded);
    return decoded.error();
}

/// Whether a frame is accepted; an accepted value must be the same when it is written and read again.
template <class T>
bool accepted(byte_buffer bytes) {
    bytes.shrink_to_fit();
    const auto decoded = tl::decode<T>(tl::frame(std::move(bytes)));
    if (!decoded)
        return false;
    const auto again = tl::encoded(decoded->owned());
    const auto second = tl::decode<T>(tl::frame(again));
    REQUIRE(second);
    CHECK(tl::encoded(**second) == again);
    return true;
}

void put(byte_buffer& out, std::uint32_t word) {
    awaitgram::append_le(out, word);
}

} // namespace

TEST_CASE("no prefix of a reply is accepted") {
    const auto bytes = support::messages_bytes(8);

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto error = error_of<api::messages::Messages>({bytes.begin(), bytes.begin() + size});
        CHECK(error.code.category() == awaitgram::category_of<tl::errc>());
        CHECK(error.offset <= size);
    }
}

TEST_CASE("a reply with a changed byte is refused, or read as a value that can be written again") {
    const auto bytes = support::messages_bytes(8);

    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const auto change : {0x01, 0x80, 0xff}) {
            auto changed = bytes;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
            count += accepted<api::messages::Messages>(std::move(changed));
        }
    CHECK(count > 0);
}

TEST_CASE("a reply followed by further bytes is refused") {
    auto bytes = support::messages_bytes(2);
    const auto size = bytes.size();
    bytes.push_back(0);

    const auto error = error_of<api::messages::Messages>(bytes);

    CHECK(error.code == tl::errc::trailing_bytes);
    CHECK(error.offset == size);
}

TEST_CASE("an error says what is wrong, with the byte and the member") {
    auto bytes = tl::encoded(sample::branch{
        .trees = {sample::leaf{}, sample::branch{.trees = {sample::nothing{}, sample::nothing{}}}}}
    );
    bytes[bytes.size() - 4] = 0x77;

    const auto error = error_of<sample::Tree>(bytes);

    CHECK(error.code == tl::errc::unknown_constructor);
    CHECK(error.offset == bytes.size() - 4);
    CHECK(error.path == "trees[1].trees[1]");
    CHECK(
        error.message() == "unknown constructor of this type at byte " +
                               std::to_string(bytes.size() - 4) + " in trees[1].trees[1]"
    );
}

TEST_CASE("each kind of malformed input has its error") { // S-73
    CHECK(error_of<sample::Tree>({}).code == tl::errc::truncated);
    CHECK(error_of<std::int32_t>({}).code == tl::errc::truncated);
    CHECK(error_of<tl::any>({}).code == tl::errc::truncated);
    CHECK(error_of<sample::pair>({9, 0, 0, 0}).code == tl::errc::wrong_constructor);
    CHECK(error_of<sample::pair>({4, 0, 0, 0, 1, 0, 0}).path == "first");
    CHECK(error_of<sample::pair>({4, 0, 0, 0, 1, 0, 0, 0, 5, 'a', 'b', 'c'}).path == "second");
    CHECK(
        error_of<tl::vector<std::int32_t>>({1, 0, 0, 0, 0, 0, 0, 0}).code == tl::errc::not_a_vector
    );
    byte_buffer huge;
    put(huge, 0x1cb5c415);
    put(huge, 0xffffffff);
    CHECK(error_of<tl::vector<std::int64_t>>(huge).code == tl::errc::oversized_vector);
    CHECK(error_of<tl::vector<sample::Tree>>(huge).code == tl::errc::oversized_vector);
    CHECK(error_of<tl::vector<sample::pair>>(huge).code == tl::errc::oversized_vector);
    CHECK(error_of<tl::vector<tl::string>>(huge).code == tl::errc::oversized_vector);
    CHECK(error_of<tl::vector<tl::vector<bool>>>(huge).code == tl::errc::oversized_vector);
    CHECK(error_of<tl::vector<bool>>(huge).code == tl::errc::oversized_vector);
}

TEST_CASE("128 levels are read, and deeper nesting is an error, of all kinds of values") {
    const auto texts = [](int depth) {
        byte_buffer bytes;
        for (auto i = 0; i < depth; ++i)
            put(bytes, api::textBold::tl_id);
        put(bytes, api::textEmpty::tl_id);
        return bytes;
    };
    const auto chains = [](int depth) {
        byte_buffer bytes;
        for (auto i = 0; i < depth; ++i) {
            put(bytes, sample::chain::tl_id);
            put(bytes, 1);
        }
        put(bytes, sample::chain::tl_id);
        put(bytes, 0);
        return bytes;
    };
    const auto trees = [](int depth) {
        byte_buffer bytes;
        for (auto i = 0; i < depth; ++i)
            for (const auto word : {sample::branch::tl_id, 0u, 0x1cb5c415u, 1u})
                put(bytes, word);
        put(bytes, sample::nothing::tl_id);
        return bytes;
    };

    CHECK(accepted<api::RichText>(texts(120)));
    CHECK(accepted<sample::chain>(chains(120)));
    CHECK(accepted<sample::Tree>(trees(120)));
    CHECK(error_of<api::RichText>(texts(200)).code == tl::errc::too_deep);
    CHECK(error_of<api::RichText>(texts(1'000'000)).code == tl::errc::too_deep);
    CHECK(error_of<sample::chain>(chains(1'000'000)).code == tl::errc::too_deep);
    CHECK(error_of<sample::Tree>(trees(1'000'000)).code == tl::errc::too_deep);
}

TEST_CASE("nested vectors cannot take more memory than their frame allows") { // S-73
    byte_buffer bytes;
    for (auto i = 0; i < 100; ++i)
        for (const auto word : {api::textConcat::tl_id, 0x1cb5c415u, 200'000u})
            put(bytes, word);
    while (bytes.size() < 1'000'000)
        put(bytes, api::textEmpty::tl_id);

    const auto error = error_of<api::RichText>(bytes);

    CHECK(
        (error.code == tl::errc::too_large || error.code == tl::errc::oversized_vector ||
         error.code == tl::errc::too_deep)
    );
}

TEST_CASE("structs that are small on the wire and large in memory cannot take more than their "
          "frame allows") {
    byte_buffer bytes;
    put(bytes, 0x1cb5c415);
    put(bytes, 100'000);
    for (auto i = 0; i < 100'000; ++i)
        for (const auto word : {sample::maybe::tl_id, 0u, 0u, 0u})
            put(bytes, word);

    // 16 bytes on the wire become about 300 in memory.
    const auto decoded = tl::decode<tl::vector<sample::maybe>>(tl::frame(bytes));

    CHECK((decoded || decoded.error().code == tl::errc::too_large));
}
