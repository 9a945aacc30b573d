// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/media/outline.hpp>
#include <awaitgram/media/probe.hpp>
#include <awaitgram/media/stripped_jpeg.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "probe.hpp"

namespace ag = awaitgram;
using namespace ag::media;

namespace {

ag::byte_buffer expanded(const ag::byte_buffer& stripped) {
    const auto jpeg = expand_stripped_jpeg(stripped);
    REQUIRE(jpeg);
    return *jpeg;
}

} // namespace

TEST_CASE("the header of stripped thumbnails is the one that Telegram takes off") {
    auto jpeg = expanded({1, 30, 40, 0xAB, 0xCD});
    CHECK(jpeg.size() == stripped_header_size + 2 + 2);
    CHECK(jpeg[164] == 30);
    CHECK(jpeg[166] == 40);
    // The sum is of the header without a size.
    jpeg[164] = jpeg[166] = 0;
    CHECK(
        ag::to_hex(ag::crypto::sha256({ag::byte_view(jpeg).first(stripped_header_size)})) ==
        "c2d6c960e35c3d94de4a0d85a39e0d9def693ee107fa374354960f2df47d82d4"
    );
}

TEST_CASE("a stripped thumbnail becomes a JPEG of its size") {
    const auto jpeg = expanded({1, 30, 40, 0xAB, 0xCD});
    const auto facts = tests::probed(ag::text_of(jpeg));
    CHECK(facts.format == file_format::jpeg);
    CHECK(facts.width == 40);
    CHECK(facts.height == 30);
    CHECK(ag::to_hex(ag::byte_view(jpeg).last(4)) == "abcdffd9");
}

TEST_CASE("what is no stripped thumbnail is refused") {
    for (const ag::byte_buffer& wrong :
         {ag::byte_buffer{},
          {1, 30},
          {2, 30, 40, 5},
          {0, 30, 40, 5},
          {1, 0, 40, 5},
          {1, 30, 0, 5}}) {
        const auto jpeg = expand_stripped_jpeg(wrong);
        REQUIRE_FALSE(jpeg);
        CHECK(jpeg.error() == media_errc::malformed_preview);
    }
    CHECK(expand_stripped_jpeg(ag::byte_buffer{1, 30, 40}));
}

TEST_CASE("an outline becomes the path of an SVG") {
    const auto path = [](const ag::byte_buffer& outline) { return outline_path(outline); };
    // A letter, then numbers behind nothing, a minus and a comma.
    CHECK(path({192, 5, 64 + 6, 128 + 7, 63}) == "MA5-6,763z");
    CHECK(path({192 + 2, 192 + 7, 192 + 26, 192 + 33, 192 + 51}) == "MCHahzz");
    CHECK(path({64, 127, 128, 191}) == "M-0-63,0,63z");
    CHECK(path({192 + 63, 192 + 62, 192 + 61}) == "M,-9z");
    CHECK(path({}).empty());
    for (unsigned byte = 0; byte != 256; ++byte)
        CHECK(
            path({static_cast<std::uint8_t>(byte)})
                .find_first_not_of(
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,-"
                ) == std::string::npos
        );
}
