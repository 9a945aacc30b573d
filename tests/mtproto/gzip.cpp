// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

byte_buffer deflated(std::size_t size) {
    return mtproto::detail::deflate_if_smaller(byte_buffer(size));
}

std::error_code inflating(byte_view packed, mtproto::gzip_limits limits = {}) {
    const auto out = mtproto::inflate(packed, limits);
    return out ? std::error_code{} : out.error();
}

} // namespace

TEST_CASE("a packed body is unpacked unchanged") {
    byte_buffer body = value(some_query);
    body.resize(5000, 'x');
    auto packed = body;

    mtproto::pack_gzip(packed);

    CHECK(packed.size() < 100);
    const auto back = mtproto::unpack_gzip(packed);
    REQUIRE(back);
    CHECK(*back == body);
}

TEST_CASE("bodies of up to 255 bytes are not packed, nor are incompressible ones of any size") {
    byte_buffer small(255);
    mtproto::pack_gzip(small);
    CHECK(small == byte_buffer(255));
    for (const std::size_t size : {256, 20'000, 500'000}) {
        fixed_random random;
        byte_buffer noise(size);
        CHECK(random.fill(noise));
        auto packed = noise;
        mtproto::pack_gzip(packed);
        CHECK(packed == noise);
    }
}

TEST_CASE("a gzip bomb is stopped at the limit for its size") { // S-71
    const auto bomb = deflated(50'000'000);
    REQUIRE(!bomb.empty());
    CHECK(bomb.size() < 100'000);

    CHECK(inflating(bomb) == errc::gzip_too_large);
    CHECK(inflating(deflated(60'000)) == std::error_code{});
    CHECK(inflating(deflated(60'000), {.absolute = 59'999}) == errc::gzip_too_large);
    CHECK(inflating(deflated(60'000), {.absolute = 60'000}) == std::error_code{});
    CHECK(inflating(deflated(60'000), {.absolute = 0}) == errc::gzip_too_large);
}

TEST_CASE("a part of a file that consists of zeros is no bomb") {
    CHECK(inflating(deflated(1024 * 1024)) == std::error_code{});
    CHECK(inflating(deflated(1024 * 1024), {.allowance = 64 * 1024}) == errc::gzip_too_large);
}

TEST_CASE("a stream with a zlib header is unpacked, too") {
    const byte_buffer plain(300, 7);
    byte_buffer packed(compressBound(plain.size()));
    auto size = static_cast<uLongf>(packed.size());
    REQUIRE(compress(packed.data(), &size, plain.data(), plain.size()) == Z_OK);
    packed.resize(size);

    const auto back = mtproto::inflate(packed);

    REQUIRE(back);
    CHECK(*back == plain);
}

TEST_CASE("a broken gzip stream is an error, wherever it is broken") { // S-72
    byte_buffer plain;
    for (auto i = 0; i != 300; ++i)
        append_le(plain, i * i);
    const auto packed = mtproto::detail::deflate_if_smaller(plain);
    REQUIRE(!packed.empty());
    CHECK(inflating(packed) == std::error_code{});

    for (std::size_t size = 0; size != packed.size(); ++size)
        CHECK(inflating(byte_view{packed}.first(size)) == errc::bad_gzip);
    auto longer = packed;
    longer.push_back(0);
    CHECK(inflating(longer) == errc::bad_gzip);
    for (std::size_t i = packed.size() - 8; i != packed.size(); ++i) { // CRC and size
        auto flipped = packed;
        flipped[i] ^= 1;
        CHECK(inflating(flipped) == errc::bad_gzip);
    }
    for (std::size_t i = 0; i != packed.size(); ++i) { // the rest must not crash
        auto flipped = packed;
        flipped[i] ^= 0x10;
        (void)inflating(flipped);
    }
    CHECK(inflating({}) == errc::bad_gzip);
}

TEST_CASE("gzip_packed must be complete and contain whole words") {
    auto packed = value(id::gzip_packed);
    mtproto::detail::append_string(packed, deflated(4001));
    const auto odd = mtproto::unpack_gzip(packed);
    CHECK(!odd);
    CHECK(odd.error() == errc::malformed);
    packed = value(id::gzip_packed);
    mtproto::detail::append_string(packed, deflated(4000));
    CHECK(mtproto::unpack_gzip(packed));
    append(packed, value(0));
    CHECK(!mtproto::unpack_gzip(packed));
    CHECK(!mtproto::unpack_gzip(value(id::gzip_packed)));
    CHECK(!mtproto::unpack_gzip({}));
}
