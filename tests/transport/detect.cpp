// SPDX-License-Identifier: MIT
#include <awaitgram/transport/detect.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <vector>
#include <vectors/hex.hpp>

using namespace awaitgram;
using transport::client_transport;
using transport::errc;
using transport::kind;
using transport::obfuscation;
using transport::server_transport;
using vectors::unhex;

namespace {

struct connection_kind {
    kind framing;
    obfuscation hidden;
};

constexpr connection_kind every_kind[] = {
    {kind::abridged, obfuscation::none},
    {kind::intermediate, obfuscation::none},
    {kind::padded_intermediate, obfuscation::none},
    {kind::full, obfuscation::none},
    {kind::abridged, obfuscation::on},
    {kind::intermediate, obfuscation::on},
    {kind::padded_intermediate, obfuscation::on},
};

/// Shaped like an encrypted packet: a key id other than 0, and whole blocks.
byte_buffer packet_of(std::size_t blocks, std::uint8_t fill) {
    return byte_buffer(24 + 16 * blocks, static_cast<std::uint8_t>(fill | 1));
}

/// One end of a connection that receives bytes in pieces, as from a socket.
template <class Transport>
struct receiver {
    Transport& end;
    byte_buffer buffer{};
    std::vector<byte_buffer> packets{};
    std::error_code error{};

    void take(byte_view bytes) {
        const auto old = buffer.size();
        append(buffer, bytes);
        end.received(byte_span{buffer}.subspan(old));
        for (;;) {
            const auto result = end.parse(byte_span{buffer});
            error = result.error;
            if (error)
                return;
            REQUIRE(result.consumed <= buffer.size());
            REQUIRE(result.offset + result.size <= result.consumed);
            if (result.has_packet()) {
                const auto packet = byte_view{buffer}.subspan(result.offset, result.size);
                packets.emplace_back(packet.begin(), packet.end());
            }
            if (result.consumed == 0)
                return;
            buffer.erase(
                buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(result.consumed)
            );
        }
    }

    void take_cut(byte_view bytes, std::size_t most, testing::repeatable_random& random) {
        while (!bytes.empty()) {
            const auto size = std::min(bytes.size(), 1 + random.below(most));
            take(bytes.first(size));
            bytes = bytes.subspan(size);
        }
    }
};

std::error_code first_bytes(byte_view bytes) {
    testing::repeatable_random random;
    server_transport server{random};
    byte_buffer input(bytes.begin(), bytes.end());
    return server.parse(byte_span{input}).error;
}

} // namespace

TEST_CASE("a server detects each transport, and both ends understand each other, however the "
          "stream is split") {
    testing::repeatable_random random;
    for (const auto& one : every_kind)
        for (const std::size_t most : {1u, 3u, 63u, 64u, 65u, 700u, 100'000u}) {
            CAPTURE(static_cast<int>(one.framing));
            CAPTURE(most);
            client_transport client{one.framing, one.hidden, random, -10'002};
            server_transport server{random};
            std::vector<byte_buffer> sent;
            byte_buffer up;
            byte_buffer down;
            REQUIRE_FALSE(client.start(up));
            for (const std::size_t blocks : {3u, 1u, 40u, 31u, 100u}) {
                sent.push_back(packet_of(blocks, static_cast<std::uint8_t>(blocks)));
                REQUIRE_FALSE(client.frame(sent.back(), up));
            }
            receiver<server_transport> at_server{server};
            at_server.take_cut(up, most, random);
            CHECK_FALSE(at_server.error);
            CHECK(at_server.packets == sent);
            CHECK(at_server.buffer.empty());
            CHECK(server.framing() == one.framing);
            CHECK(server.hidden() == one.hidden);
            if (one.hidden == obfuscation::on)
                CHECK(server.dc() == -10'002);

            for (const auto& packet : sent)
                REQUIRE_FALSE(server.frame(packet, down));
            receiver<client_transport> at_client{client};
            at_client.take_cut(down, most, random);
            CHECK_FALSE(at_client.error);
            CHECK(at_client.packets == sent);
            CHECK(at_client.buffer.empty());

            down.clear();
            REQUIRE_FALSE(server.frame_error(-444, down));
            at_client.take_cut(down, most, random);
            CHECK(at_client.error == errc::invalid_dc);
        }
}

TEST_CASE("the counters of an obfuscated connection stay in step") {
    testing::repeatable_random random;
    client_transport client{kind::abridged, obfuscation::on, random, 2};
    server_transport server{random};
    receiver<server_transport> at_server{server};
    byte_buffer out;
    REQUIRE_FALSE(client.start(out));
    const auto packet = packet_of(1, 0x55);
    for (auto i = 0; i != 20'000; ++i) {
        REQUIRE_FALSE(client.frame(packet, out));
        if (random.below(20) == 0) {
            at_server.take(out);
            out.clear();
        }
    }
    at_server.take(out);
    CHECK_FALSE(at_server.error);
    CHECK(at_server.packets.size() == 20'000);
    CHECK(at_server.packets.back() == packet);
}

TEST_CASE("other protocols are reported by name") {
    CHECK(first_bytes(bytes_of("GET / HTTP/1.1")) == errc::http_request);
    CHECK(first_bytes(bytes_of("POST")) == errc::http_request);
    CHECK(first_bytes(bytes_of("HEAD /")) == errc::http_request);
    CHECK(first_bytes(bytes_of("OPTIONS *")) == errc::http_request);
    CHECK(first_bytes(unhex("160301020001")) == errc::tls_greeting);
    CHECK(first_bytes(byte_buffer(64, 0x99)) == errc::unknown_transport);
    CHECK(first_bytes(unhex("1000000000000000")) == std::error_code{});
    CHECK(first_bytes(unhex("00000000000000000000")) == errc::malformed_frame);
    CHECK(first_bytes(unhex("ef00")) == errc::malformed_frame);
    CHECK(first_bytes(unhex("eeeeeeee00000000")) == errc::malformed_frame);
    CHECK(first_bytes(unhex("ddddddddffffff7f")) == errc::too_large);
}

TEST_CASE("a server waits for as many bytes as detection needs, and sends nothing before") {
    for (std::size_t size = 0; size != 64; ++size)
        CHECK_FALSE(first_bytes(byte_buffer(size, 0x99)));
    testing::repeatable_random random;
    server_transport server{random};
    byte_buffer out;
    CHECK(server.frame(packet_of(1, 1), out) == errc::unknown_transport);
    CHECK(server.frame_error(-404, out) == errc::unknown_transport);
    CHECK_FALSE(server.framing().has_value());
    CHECK(out.empty());
}

TEST_CASE("a server survives garbage, truncation and flipped bits") {
    testing::repeatable_random random;
    for (const auto& one : every_kind) {
        client_transport client{one.framing, one.hidden, random, 2};
        byte_buffer stream;
        REQUIRE_FALSE(client.start(stream));
        REQUIRE_FALSE(client.frame(packet_of(2, 1), stream));
        REQUIRE_FALSE(client.frame(packet_of(1, 1), stream));
        for (std::size_t at = 0; at != stream.size(); ++at) {
            auto altered = stream;
            altered[at] ^= static_cast<std::uint8_t>(1 + random.below(255));
            server_transport server{random};
            receiver<server_transport> at_server{server};
            at_server.take(altered);
            server_transport other{random};
            receiver<server_transport> cut{other};
            cut.take(byte_view{stream}.first(at));
            CHECK_FALSE(cut.error);
        }
    }
    for (auto i = 0; i != 2'000; ++i) {
        byte_buffer noise(random.below(300));
        REQUIRE(random.fill(noise));
        server_transport server{random};
        receiver<server_transport> at_server{server};
        at_server.take_cut(noise, 100, random);
    }
}
