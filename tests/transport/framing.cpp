// SPDX-License-Identifier: MIT
#include <awaitgram/transport/abridged.hpp>
#include <awaitgram/transport/full.hpp>
#include <awaitgram/transport/intermediate.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <vector>
#include <vectors/hex.hpp>
#include <vectors/transports.hpp>

using namespace awaitgram;
using transport::errc;
using transport::max_packet_size;
using transport::side;
using vectors::unhex;

namespace {

byte_buffer packet_of(std::size_t size) {
    byte_buffer packet(size);
    for (std::size_t i = 0; i != size; ++i)
        packet[i] = static_cast<std::uint8_t>(i * 7 + size);
    return packet;
}

template <class Framing>
byte_buffer framed(Framing framing, byte_view packet) {
    byte_buffer out;
    REQUIRE_FALSE(transport::frame(framing, packet, out));
    return out;
}

template <class Framing>
std::error_code refusal(Framing framing, byte_view input) {
    const auto result = framing.parse(input);
    CHECK(result.consumed == 0);
    CHECK_FALSE(result.has_packet());
    return result.error;
}

/// Feeds a stream in pieces and expects the framed packets, each from the first call that has all of its bytes.
template <class Framing>
void expect_packets(
    Framing framing,
    byte_view stream,
    const std::vector<byte_buffer>& packets,
    std::size_t most_at_once,
    testing::repeatable_random& random
) {
    byte_buffer buffer;
    std::size_t seen = 0;
    std::size_t expected = 0; // the announced size of the next packet
    while (!stream.empty()) {
        const auto size = std::min(stream.size(), 1 + random.below(most_at_once));
        append(buffer, stream.first(size));
        stream = stream.subspan(size);
        for (;;) {
            const byte_buffer exact =
                buffer; // a copy of exact size, so that a sanitizer detects reads past its end
            const auto result = framing.parse(exact);
            REQUIRE_FALSE(result.error);
            if (result.consumed == 0) {
                REQUIRE((expected == 0 || result.expected == expected));
                REQUIRE((result.expected == 0 || result.expected > exact.size()));
                REQUIRE((result.expected != 0 || exact.size() < 4));
                expected = result.expected;
                break;
            }
            REQUIRE(result.has_packet());
            REQUIRE((expected == 0 || result.consumed == expected));
            expected = 0;
            REQUIRE(seen < packets.size());
            const auto packet = byte_view{exact}.subspan(result.offset, packets[seen].size());
            REQUIRE(vectors::same(packet, packets[seen]));
            ++seen;
            buffer.erase(
                buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(result.consumed)
            );
        }
    }
    CHECK(buffer.empty());
    CHECK(seen == packets.size());
}

template <class Framing>
void survive_any_cut(const Framing& fresh) {
    testing::repeatable_random random;
    std::vector<byte_buffer> packets;
    byte_buffer stream;
    auto sender = fresh;
    for (const std::size_t size : {4u, 24u, 504u, 508u, 512u, 4u, 1024u, 40u, 66'000u, 8u}) {
        packets.push_back(packet_of(size));
        REQUIRE_FALSE(transport::frame(sender, packets.back(), stream));
    }
    expect_packets(fresh, stream, packets, stream.size(), random);
    for (auto round = 0; round != 30; ++round)
        expect_packets(fresh, stream, packets, round % 2 == 0 ? 2000 : 30'000, random);
    // Byte by byte, without the long packets.
    stream.clear();
    packets.clear();
    sender = fresh;
    for (const std::size_t size : {4u, 504u, 508u, 24u}) {
        packets.push_back(packet_of(size));
        REQUIRE_FALSE(transport::frame(sender, packets.back(), stream));
    }
    expect_packets(fresh, stream, packets, 1, random);
}

} // namespace

TEST_CASE("every framing works however its stream is split") {
    testing::repeatable_random random;
    survive_any_cut(transport::abridged{});
    survive_any_cut(transport::abridged{side::server});
    survive_any_cut(transport::intermediate{});
    survive_any_cut(transport::padded_intermediate{random});
    survive_any_cut(transport::full{});
}

TEST_CASE("a connection begins with its framing's tag") {
    testing::repeatable_random random;
    byte_buffer out;
    transport::abridged{}.start(out);
    CHECK(to_hex(out) == "ef");
    out.clear();
    transport::intermediate{}.start(out);
    CHECK(to_hex(out) == "eeeeeeee");
    out.clear();
    transport::padded_intermediate{random}.start(out);
    CHECK(to_hex(out) == "dddddddd");
    out.clear();
    transport::full{}.start(out);
    CHECK(out.empty());
}

TEST_CASE("abridged: one byte of length up to 126 words, four above") {
    CHECK(to_hex(framed(transport::abridged{}, packet_of(4))).substr(0, 2) == "01");
    CHECK(to_hex(framed(transport::abridged{}, packet_of(504))).substr(0, 2) == "7e");
    CHECK(to_hex(framed(transport::abridged{}, packet_of(508))).substr(0, 8) == "7f7f0000");
    CHECK(framed(transport::abridged{}, packet_of(max_packet_size)).size() == max_packet_size + 4);
}

TEST_CASE("abridged: an impossible length is an error as soon as it is seen") { // S-56
    const transport::abridged client;
    CHECK(refusal(client, unhex("00")) == errc::malformed_frame);
    CHECK(refusal(client, unhex("7f7e0000")) == errc::malformed_frame);
    CHECK(refusal(client, unhex("7f000000")) == errc::malformed_frame);
    CHECK(refusal(client, unhex("7fffffff")) == errc::too_large);
    CHECK(refusal(client, unhex("7f010440")) == errc::too_large);
    CHECK_FALSE(refusal(client, unhex("7fffff")));
    CHECK_FALSE(refusal(client, {}));
}

TEST_CASE("a quick ack that was not requested is skipped") { // S-57
    for (const auto ack : {"80000000", "81020304", "ff020304", "ffffffff"}) {
        auto result = transport::abridged{}.parse(unhex(ack));
        CHECK_FALSE(result.error);
        CHECK_FALSE(result.has_packet());
        CHECK(result.consumed == 4);
        CHECK(transport::abridged{}.parse(byte_view{unhex(ack)}.first(3)).consumed == 0);
    }
    for (const auto ack : {"00000080", "04030281", "fcffffff", "ffffffff"}) {
        auto result = transport::intermediate{}.parse(unhex(ack));
        CHECK_FALSE(result.error);
        CHECK_FALSE(result.has_packet());
        CHECK(result.consumed == 4);
    }
}

TEST_CASE("a server understands a request for a quick ack") {
    testing::repeatable_random random;
    auto result = transport::abridged{side::server}.parse(unhex("8101020304"));
    CHECK(result.quick_ack);
    CHECK(result.consumed == 5);
    CHECK(result.size == 4);
    byte_buffer stream = unhex("ff7f0000");
    append(stream, packet_of(508));
    result = transport::abridged{side::server}.parse(stream);
    CHECK(result.quick_ack);
    CHECK(result.size == 508);
    result = transport::intermediate{side::server}.parse(unhex("0400008001020304"));
    CHECK(result.quick_ack);
    CHECK(result.size == 4);
    result =
        transport::padded_intermediate{random, side::server}.parse(unhex("060000800102030405060"
                                                                         "0"));
    CHECK(result.quick_ack);
    CHECK(result.size == 6);
    CHECK_FALSE(transport::intermediate{side::server}.parse(unhex("0400000001020304")).quick_ack);
}

TEST_CASE("intermediate: an impossible length is an error as soon as it is seen") { // S-56
    testing::repeatable_random random;
    const transport::padded_intermediate padded{random};
    for (const auto length : {"00000000", "01000000", "02000000", "03000000"}) {
        CHECK(refusal(transport::intermediate{}, unhex(length)) == errc::malformed_frame);
        CHECK(refusal(padded, unhex(length)) == errc::malformed_frame);
    }
    CHECK(refusal(padded, unhex("fcffffff")) == errc::malformed_frame);
    for (const auto length : {"ffffff7f", "01100001"}) {
        CHECK(refusal(transport::intermediate{}, unhex(length)) == errc::too_large);
        CHECK(refusal(padded, unhex(length)) == errc::too_large);
    }
    CHECK(refusal(transport::intermediate{}, unhex("050000000102030405")) == errc::malformed_frame);
    CHECK_FALSE(refusal(transport::intermediate{}, unhex("000000")));
}

TEST_CASE("padding is 0 to 15 random bytes, all lengths occur, and few end in zero") {
    testing::repeatable_random random;
    const transport::padded_intermediate framing{random};
    unsigned lengths = 0;
    auto zeros = 0;
    for (auto i = 0; i != 500; ++i) {
        const auto frame = framed(framing, packet_of(64));
        const auto padding = frame.size() - 68;
        REQUIRE(padding < 16);
        lengths |= 1u << padding;
        zeros += padding > 8 && frame.back() == 0 ? 1 : 0;
    }
    CHECK(lengths == 0xffff);
    CHECK(zeros < 20);

    testing::failing_random none{0};
    byte_buffer out{1};
    CHECK(
        transport::frame(transport::padded_intermediate{none}, packet_of(64), out) ==
        errc::no_randomness
    );
    CHECK(out.size() == 1);
}

TEST_CASE("a packet that cannot be framed is refused, and nothing is written") {
    testing::repeatable_random random;
    const auto refuses = [](auto framing, byte_view packet) {
        byte_buffer out;
        const auto error = transport::frame(framing, packet, out);
        CHECK(out.empty());
        return error;
    };
    const byte_buffer large(max_packet_size + 4);
    const byte_buffer odd(5);
    CHECK(refuses(transport::abridged{}, {}) == errc::malformed_frame);
    CHECK(refuses(transport::intermediate{}, {}) == errc::malformed_frame);
    CHECK(refuses(transport::padded_intermediate{random}, {}) == errc::malformed_frame);
    CHECK(refuses(transport::abridged{}, odd) == errc::malformed_frame);
    CHECK(refuses(transport::intermediate{}, odd) == errc::malformed_frame);
    CHECK(refuses(transport::padded_intermediate{random}, odd) == errc::malformed_frame);
    CHECK(refuses(transport::full{}, odd) == errc::malformed_frame);
    CHECK(refuses(transport::abridged{}, large) == errc::too_large);
    CHECK(refuses(transport::intermediate{}, large) == errc::too_large);
    CHECK(refuses(transport::padded_intermediate{random}, large) == errc::too_large);
    CHECK(refuses(transport::full{}, large) == errc::too_large);
}

TEST_CASE("full: sequence numbers and checksums are those of another implementation") {
    transport::full framing;
    byte_buffer out;
    REQUIRE_FALSE(transport::frame(framing, {}, out));
    CHECK(to_hex(out) == vectors::full_frames::empty);

    const auto payload = unhex(vectors::full_frames::payload);
    transport::full other;
    out.clear();
    REQUIRE_FALSE(transport::frame(other, payload, out));
    CHECK(to_hex(byte_view{out}.last(4)) == vectors::full_frames::crc_0);
    REQUIRE_FALSE(transport::frame(other, payload, out));
    CHECK(to_hex(byte_view{out}.last(4)) == vectors::full_frames::crc_1);
}

TEST_CASE("full: a wrong length, sequence number or checksum is an error, and so is any flipped bit"
) { // S-56
    const transport::full fresh;
    CHECK(refusal(fresh, unhex("00000000")) == errc::malformed_frame);
    CHECK(refusal(fresh, unhex("0b000000")) == errc::malformed_frame);
    CHECK(refusal(fresh, unhex("0c000000")) == errc::malformed_frame);
    CHECK(refusal(fresh, unhex("11000000")) == errc::malformed_frame);
    CHECK(refusal(fresh, unhex("ffffff7f")) == errc::too_large);
    CHECK(refusal(fresh, unhex("fcffffff")) == errc::malformed_frame);
    CHECK(refusal(fresh, unhex("1000000001000000")) == errc::bad_sequence);
    CHECK(refusal(fresh, unhex("10000000000000000102030400000000")) == errc::bad_crc);

    const auto good = framed(transport::full{}, packet_of(16));
    for (std::size_t bit = 0; bit != good.size() * 8; ++bit) {
        auto altered = good;
        altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        transport::full receiver;
        const auto result = receiver.parse(altered);
        CHECK_FALSE(result.has_packet());
        CHECK((result.error || result.consumed == 0));
    }
    transport::full receiver;
    REQUIRE(receiver.parse(good).has_packet());
    CHECK(refusal(receiver, good) == errc::bad_sequence); // the same frame again
}

TEST_CASE("garbage is an error or needs more bytes, and never a crash") {
    testing::repeatable_random random;
    for (auto i = 0; i != 20'000; ++i) {
        byte_buffer noise(random.below(40));
        CHECK(random.fill(noise));
        if (!noise.empty() && i % 2 == 0)
            noise[0] &= 0x0f;
        for (std::size_t at = 1; at < noise.size() && at < 4 && i % 2 == 0; ++at)
            noise[at] = 0;
        const auto check = [&noise](auto framing) {
            const auto result = framing.parse(noise);
            REQUIRE(result.consumed <= noise.size());
            REQUIRE(result.offset + result.size <= result.consumed);
        };
        for (const auto here : {side::client, side::server}) {
            check(transport::abridged{here});
            check(transport::intermediate{here});
            check(transport::padded_intermediate{random, here});
        }
        check(transport::full{});
    }
}

TEST_CASE("a server's error code keeps its number and describes itself") {
    CHECK(transport::transport_error(-404) == errc::auth_key_not_found);
    CHECK(transport::transport_error(-429) == errc::flood);
    CHECK(transport::transport_error(-444) == errc::invalid_dc);
    CHECK(transport::transport_error(-403) == errc::forbidden);
    CHECK(transport::transport_error(-500).value() == -500);
    CHECK(transport::transport_error(-500).message() == "transport error -500");
    CHECK(transport::transport_error(-2147483647 - 1).value() == -2147483647 - 1);
    CHECK(transport::transport_error(404) == errc::malformed_frame);
    CHECK(transport::transport_error(-404).message().find("-404") != std::string::npos);
    CHECK(std::string{transport::transport_error(-1).category().name()} == "awaitgram.transport");
}
