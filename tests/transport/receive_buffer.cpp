// SPDX-License-Identifier: MIT
#include <awaitgram/transport/intermediate.hpp>
#include <awaitgram/transport/receive_buffer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using awaitgram::byte_buffer;
using awaitgram::byte_span;
using awaitgram::byte_view;
using awaitgram::transport::intermediate;
using awaitgram::transport::packet;
using awaitgram::transport::receive_buffer;

namespace {

byte_buffer filled(std::size_t size, std::uint8_t value) {
    return byte_buffer(size, value);
}

bool same(byte_view left, byte_view right) {
    return std::ranges::equal(left, right);
}

bool lies_in(byte_span inner, byte_span outer) {
    return inner.data() >= outer.data() &&
           inner.data() + inner.size() <= outer.data() + outer.size();
}

byte_buffer framed(const std::vector<byte_buffer>& packets) {
    byte_buffer stream;
    for (const auto& each : packets)
        REQUIRE(!awaitgram::transport::frame(intermediate{}, each, stream));
    return stream;
}

/// Receives up to `size` bytes at once, as much as there is room for.
std::size_t feed(receive_buffer& buffer, byte_view stream, std::size_t size) {
    const auto room = buffer.room();
    REQUIRE(!room.empty());
    const auto count = std::min({room.size(), size, stream.size()});
    std::copy_n(stream.begin(), count, room.begin());
    const auto fresh = buffer.arrived(count);
    CHECK(fresh.data() == room.data());
    CHECK(fresh.size() == count);
    return count;
}

/// Receives more than fits the small area, so that the next bytes go into a block; returns the number of bytes.
std::size_t fill_small_place(receive_buffer& buffer, byte_view stream) {
    const auto count = feed(buffer, stream, 1 << 20);
    CHECK(count == receive_buffer::small_size);
    const auto result = intermediate{}.parse(buffer.unread());
    REQUIRE(!result.error);
    REQUIRE(!result.has_packet());
    const auto none = buffer.take(result);
    return count;
}

/// The packets that are complete so far.
std::vector<packet> taken(receive_buffer& buffer) {
    std::vector<packet> whole;
    for (;;) {
        const auto result = intermediate{}.parse(buffer.unread());
        REQUIRE(!result.error);
        auto next = buffer.take(result);
        if (!result.has_packet())
            return whole;
        whole.push_back(std::move(next));
    }
}

} // namespace

TEST_CASE("all but the start of a long packet is returned without a copy") {
    receive_buffer buffer;
    const auto content = filled(48'000, 7);
    const auto stream = framed({content});
    const auto done = fill_small_place(buffer, stream);
    const auto room = buffer.room();
    feed(buffer, byte_view{stream}.subspan(done), 1 << 20);

    const auto packets = taken(buffer);

    REQUIRE(packets.size() == 1);
    CHECK(lies_in(packets[0].bytes().subspan(done), room));
    CHECK(same(packets[0].bytes(), content));
}

TEST_CASE("while much data arrives, whole packets are returned without a copy") {
    receive_buffer buffer;
    const auto content = filled(20'000, 7);
    const auto stream = framed({content});
    const auto done = fill_small_place(buffer, stream);
    feed(buffer, byte_view{stream}.subspan(done), 1 << 20);
    CHECK(taken(buffer).size() == 1);
    const auto room = buffer.room();
    feed(buffer, stream, 1 << 20);

    const auto packets = taken(buffer);

    REQUIRE(packets.size() == 1);
    CHECK(lies_in(packets[0].bytes(), room));
}

TEST_CASE("a short packet has separate memory, so that it keeps no block") {
    receive_buffer buffer;
    const auto content = filled(receive_buffer::least_shared - 4, 7);
    const auto stream = framed({content});
    const auto done = fill_small_place(buffer, stream);
    const auto room = buffer.room();
    feed(buffer, byte_view{stream}.subspan(done), 1 << 20);

    const auto packets = taken(buffer);

    REQUIRE(packets.size() == 1);
    CHECK(!lies_in(packets[0].bytes().subspan(done), room));
    CHECK(same(packets[0].bytes(), content));
}

TEST_CASE("short packets reuse the small area") {
    receive_buffer buffer;
    const auto* const first = buffer.room().data();
    CHECK(buffer.room().size() == receive_buffer::small_size);

    for (auto round = 0; round != 1000; ++round) {
        feed(buffer, framed({filled(400, 1)}), 1 << 20);
        REQUIRE(taken(buffer).size() == 1);
        REQUIRE(buffer.room().data() == first);
    }
}

TEST_CASE(
    "the block is kept while much data arrives, and freed with the first short packet after it"
) {
    receive_buffer buffer;
    const auto* const small = buffer.room().data();
    const auto much = framed({filled(3'000, 1)});
    const auto done = fill_small_place(buffer, much);
    feed(buffer, byte_view{much}.subspan(done), 1 << 20);
    CHECK(taken(buffer).size() == 1);
    const auto* const block = buffer.room().data();
    CHECK(block != small);
    for (auto round = 0; round != 100; ++round) {
        feed(buffer, much, 1 << 20);
        REQUIRE(taken(buffer).size() == 1);
        REQUIRE(buffer.room().data() == block);
    }

    feed(buffer, framed({filled(400, 1)}), 1 << 20);
    CHECK(taken(buffer).size() == 1);
    CHECK(buffer.room().data() == small);
}

TEST_CASE("bytes of a packet that is still held are never overwritten") {
    receive_buffer buffer;
    std::vector<packet> held;
    for (auto round = 0; round != 50; ++round) {
        const auto stream = framed({filled(20'000, static_cast<std::uint8_t>(round))});
        for (std::size_t done = 0; done != stream.size();) {
            done += feed(buffer, byte_view{stream}.subspan(done), 7'000);
            for (auto& each : taken(buffer))
                held.push_back(std::move(each));
        }
    }

    REQUIRE(held.size() == 50);
    for (std::size_t i = 0; i != held.size(); ++i)
        CHECK(same(held[i].bytes(), filled(20'000, static_cast<std::uint8_t>(i))));
}

TEST_CASE("a packet outlives the buffer") {
    packet kept;
    {
        receive_buffer buffer;
        const auto stream = framed({filled(10'000, 3)});
        const auto done = fill_small_place(buffer, stream);
        feed(buffer, byte_view{stream}.subspan(done), 1 << 20);
        kept = taken(buffer).at(0);
        buffer.clear();
        CHECK(buffer.unread().empty());
    }
    CHECK(same(kept.bytes(), filled(10'000, 3)));
}

TEST_CASE("a long packet gets all of its memory at once, as soon as its length is known") {
    receive_buffer buffer;
    const auto content = filled(1024 * 1024, 9);
    const auto stream = framed({content});
    auto done = feed(buffer, stream, 1'000);
    CHECK(taken(buffer).empty());

    const auto room = buffer.room();
    CHECK(room.size() >= stream.size() - done);
    done += feed(buffer, byte_view{stream}.subspan(done), 1 << 21);

    CHECK(done == stream.size());
    const auto packets = taken(buffer);
    REQUIRE(packets.size() == 1);
    CHECK(lies_in(packets[0].bytes().subspan(1'000), room));
    CHECK(same(packets[0].bytes(), content));
}

TEST_CASE("a peer that only announces a huge packet causes no large allocation") { // S-56
    receive_buffer buffer;
    byte_buffer stream;
    awaitgram::append_le(stream, std::uint32_t{16 * 1024 * 1024});
    feed(buffer, stream, 4);
    CHECK(taken(buffer).empty());

    CHECK(buffer.room().size() <= receive_buffer::most_expected);
}

TEST_CASE("packets of all sizes are received unchanged, however the bytes are split") {
    std::mt19937 random(1);
    for (auto round = 0; round != 20; ++round) {
        std::vector<byte_buffer> sent;
        for (auto i = 0; i != 30; ++i)
            sent.push_back(filled(
                (1 + random() % (random() % 4 != 0 ? 2'000 : 60'000)) * 4,
                static_cast<std::uint8_t>(random())
            ));
        const auto stream = framed(sent);
        receive_buffer buffer;
        std::vector<packet> received;
        for (std::size_t done = 0; done != stream.size();) {
            done += feed(buffer, byte_view{stream}.subspan(done), 1 + random() % 100'000);
            for (auto& each : taken(buffer))
                received.push_back(std::move(each));
        }
        REQUIRE(received.size() == sent.size());
        for (std::size_t i = 0; i != sent.size(); ++i)
            REQUIRE(same(received[i].bytes(), sent[i]));
        CHECK(buffer.unread().empty());
    }
}
