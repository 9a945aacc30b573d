// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ctr.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <utility>
#include <vectors/aes.hpp>
#include <vectors/hex.hpp>

using namespace awaitgram;
using vectors::unhex;

TEST_CASE("AES-256-CTR gives the published key stream") {
    namespace v = vectors::aes_256_ctr;
    crypto::aes_ctr stream{unhex<32>(v::key), unhex<16>(v::iv)};
    const auto expected = unhex(v::encrypted);
    byte_buffer data;
    for (std::size_t i = 0; i != expected.size() / 16; ++i)
        append(data, unhex(v::plain_block));
    stream.apply(data);
    CHECK(to_hex(data) == v::encrypted);
}

TEST_CASE("a stream continues where it stopped, however its bytes are split, and also after a move"
) {
    testing::repeatable_random random;
    const std::array<std::uint8_t, 32> key{7};
    std::array<std::uint8_t, 16> counter;
    counter.fill(0xff); // the counter overflows at once
    byte_buffer whole(5000);
    CHECK(random.fill(whole));
    auto pieces = whole;
    crypto::aes_ctr once{key, counter};
    once.apply(whole);

    crypto::aes_ctr stream{key, counter};
    for (std::size_t at = 0; at != pieces.size();) {
        const auto size = std::min(pieces.size() - at, random.below(40));
        stream.apply(byte_span{pieces}.subspan(at, size));
        at += size;
        auto moved = std::move(stream);
        stream = std::move(moved);
    }
    CHECK(pieces == whole);
}
