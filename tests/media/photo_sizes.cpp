// SPDX-License-Identifier: MIT
#include <awaitgram/media/photo_sizes.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

namespace ag = awaitgram;
namespace api = ag::api;
using namespace ag::media;

namespace {

api::PhotoSize plain(std::string_view letter, std::int32_t width, std::int32_t height) {
    api::photoSize size{};
    size.type = letter;
    size.w = width;
    size.h = height;
    size.size = width * 10;
    return size;
}

ag::tl::vector<api::PhotoSize> sizes() {
    ag::tl::vector<api::PhotoSize> all;
    api::photoStrippedSize stripped{};
    stripped.type = "i";
    stripped.bytes = ag::tl::bytes(std::string_view("\1\2\3"));
    all.push_back(stripped);
    all.push_back(plain("y", 1280, 960));
    api::photoCachedSize cached{};
    cached.type = "s";
    cached.w = 90;
    cached.h = 67;
    cached.bytes = ag::tl::bytes(std::string_view("jpeg"));
    all.push_back(cached);
    all.push_back(plain("m", 320, 240));
    api::photoSizeProgressive progressive{};
    progressive.type = "x";
    progressive.w = 800;
    progressive.h = 600;
    progressive.sizes = {100, 7000, 300};
    all.push_back(progressive);
    all.push_back(api::photoSizeEmpty{});
    api::photoPathSize outline{};
    outline.type = "j";
    outline.bytes = ag::tl::bytes(std::string_view("path"));
    all.push_back(outline);
    return all;
}

} // namespace

TEST_CASE("the largest size is the one with the most pixels, in whatever order they are") {
    const auto all = sizes();
    const auto largest = largest_size(all);
    REQUIRE(largest);
    CHECK(largest->letter == "y");
    CHECK(largest->width == 1280);
    CHECK(largest->height == 960);
    CHECK(largest->bytes == 12800);
    CHECK(largest->content.empty());
    CHECK_FALSE(largest_size({}));
}

TEST_CASE("the smallest size that is wide or high enough is chosen, else the largest") {
    const auto all = sizes();
    const auto letter = [&all](std::int32_t side) { return size_at_least(all, side)->letter; };
    CHECK(letter(0) == "s");
    CHECK(letter(90) == "s");
    CHECK(letter(91) == "m");
    CHECK(letter(320) == "m");
    CHECK(letter(321) == "x");
    CHECK(letter(1280) == "y");
    CHECK(letter(5000) == "y");
    ag::tl::vector<api::PhotoSize> high;
    high.push_back(plain("m", 100, 320));
    high.push_back(plain("x", 200, 640));
    CHECK(size_at_least(high, 300)->letter == "m");
    CHECK_FALSE(size_at_least({}, 1));
}

TEST_CASE("a size is found by its letter") {
    const auto all = sizes();
    CHECK(size_with_letter(all, "m")->width == 320);
    // The whole of a progressive picture is the longest of its beginnings.
    CHECK(size_with_letter(all, "x")->bytes == 7000);
    const auto cached = size_with_letter(all, "s");
    CHECK(ag::text_of(cached->content) == "jpeg");
    CHECK(cached->bytes == 4);
    CHECK_FALSE(size_with_letter(all, "i"));
    CHECK_FALSE(size_with_letter(all, "j"));
    CHECK_FALSE(size_with_letter(all, ""));
    CHECK_FALSE(size_with_letter(all, "w"));
}

TEST_CASE("previews that came along are found") {
    const auto all = sizes();
    CHECK(ag::to_hex(stripped_size(all)) == "010203");
    CHECK(ag::text_of(outline_size(all)) == "path");
    CHECK(stripped_size({}).empty());
    CHECK(outline_size({}).empty());
}

TEST_CASE("sizes that no picture has are left out") {
    CHECK_FALSE(size_of(plain("x", 0, 10)));
    CHECK_FALSE(size_of(plain("x", 10, -1)));
    CHECK_FALSE(size_of(plain("", 10, 10)));
    CHECK_FALSE(size_of(api::PhotoSize{}));
    api::photoSize negative{};
    negative.type = "x";
    negative.w = negative.h = 0x7FFFFFFF;
    negative.size = -5;
    CHECK(size_of(negative)->bytes == 0);
    CHECK(size_of(negative)->area() == 0x7FFFFFFFLL * 0x7FFFFFFF);
}
