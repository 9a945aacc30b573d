// SPDX-License-Identifier: MIT
#include <awaitgram/transport/transport.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <vectors/hex.hpp>

using namespace awaitgram;
using transport::client_transport;
using transport::errc;
using transport::kind;
using transport::obfuscation;
using vectors::unhex;

namespace {

/// The result of parsing one frame, plain or padded.
transport::parsed receive(kind framing, byte_view content) {
    testing::repeatable_random random;
    client_transport client{framing, obfuscation::none, random, 2};
    byte_buffer stream;
    append_le(stream, static_cast<std::uint32_t>(content.size()));
    append(stream, content);
    return client.parse(stream);
}

transport::parsed receive_padded(byte_view content) {
    return receive(kind::padded_intermediate, content);
}

byte_buffer joined(byte_view first, byte_view second) {
    byte_buffer both(first.begin(), first.end());
    append(both, second);
    return both;
}

/// An unencrypted message: no key, an id, the length of its body.
byte_buffer plain_message(std::uint32_t length, std::size_t body) {
    byte_buffer message(16);
    append_le(message, length);
    message.resize(20 + body, 0x77);
    return message;
}

} // namespace

TEST_CASE("four bytes are the server's error code in every framing") {
    testing::repeatable_random random;
    const auto code = unhex("6cfeffff");
    const struct {
        kind framing;
        byte_buffer stream;
    } cases[] = {
        {kind::abridged, joined(unhex("01"), code)},
        {kind::intermediate, joined(unhex("04000000"), code)},
        {kind::padded_intermediate, joined(unhex("04000000"), code)},
    };
    for (const auto& one : cases) {
        client_transport client{one.framing, obfuscation::none, random, 2};
        const auto result = client.parse(one.stream);
        CHECK(result.error == errc::auth_key_not_found);
        CHECK_FALSE(result.has_packet());
    }
    transport::full server;
    byte_buffer stream;
    REQUIRE_FALSE(transport::frame(server, code, stream));
    client_transport client{kind::full, obfuscation::none, random, 2};
    CHECK(client.parse(stream).error == errc::auth_key_not_found);
}

TEST_CASE("an error code may be padded if packets are, and 0 is ignored") { // S-119
    const auto code = unhex("53feffff");
    for (std::size_t padding = 0; padding != 16; ++padding)
        CHECK(receive_padded(joined(code, byte_buffer(padding, 0xaa))).error == errc::flood);
    for (std::size_t padding = 0; padding != 16; ++padding) {
        const auto nothing = receive_padded(joined(byte_buffer(4), byte_buffer(padding, 0xaa)));
        CHECK_FALSE(nothing.error);
        CHECK_FALSE(nothing.has_packet());
        CHECK(nothing.consumed == 8 + padding);
    }
    CHECK_FALSE(receive(kind::intermediate, byte_buffer(4)).error);
    CHECK(receive(kind::intermediate, unhex("01000000")).error == errc::malformed_frame);
    CHECK(receive(kind::intermediate, joined(code, byte_buffer(4))).error == errc::malformed_frame);
    CHECK(receive(kind::intermediate, unhex("00000080")).error.value() == -2147483647 - 1);
}

TEST_CASE("a quick ack may be padded if packets are, and is skipped") { // S-57
    for (std::size_t padding = 0; padding != 9; ++padding) {
        const auto ack =
            receive_padded(joined(unhex("ffffffff01020384"), byte_buffer(padding, 0xaa)));
        CHECK_FALSE(ack.error);
        CHECK_FALSE(ack.has_packet());
        CHECK(ack.consumed == 12 + padding);
    }
    CHECK(receive_padded(unhex("ffffffff")).error.value() == -1);
}

TEST_CASE("padding is removed from an encrypted packet, which has whole blocks") { // S-119
    byte_buffer packet(24 + 64, 0x11);
    for (std::size_t padding = 0; padding != 16; ++padding) {
        const auto result = receive_padded(joined(packet, byte_buffer(padding, 0xaa)));
        REQUIRE_FALSE(result.error);
        CHECK(result.offset == 4);
        CHECK(result.size == packet.size());
        CHECK(result.consumed == 4 + packet.size() + padding);
    }
    // Without padding nothing is removed: the layer above gets the whole frame.
    CHECK(receive(kind::intermediate, joined(packet, byte_buffer(4))).size == packet.size() + 4);
}

TEST_CASE("a padded packet too short for one encrypted block is refused") { // S-119
    for (std::size_t size = 20; size != 40; ++size)
        CHECK(receive_padded(byte_buffer(size, 0x11)).error == errc::malformed_frame);
    CHECK(receive_padded(byte_buffer(40, 0x11)).size == 40);
    CHECK(receive_padded(byte_buffer(55, 0x11)).size == 40);
}

TEST_CASE("padding is removed from a plain packet, which states its length") {
    for (std::size_t padding = 0; padding != 16; ++padding) {
        const auto result = receive_padded(plain_message(40, 40 + padding));
        REQUIRE_FALSE(result.error);
        CHECK(result.size == 60);
    }
    CHECK(receive_padded(plain_message(40, 56)).error == errc::malformed_frame);
    CHECK(receive_padded(plain_message(40, 39)).error == errc::malformed_frame);
    CHECK(receive_padded(plain_message(0xffffffff, 40)).error == errc::malformed_frame);
    CHECK(receive_padded(plain_message(0x80000000, 40)).error == errc::malformed_frame);
    CHECK(receive_padded(plain_message(0, 0)).size == 20);
}

TEST_CASE("an obfuscated connection hides its tag and its packets") {
    testing::repeatable_random random;
    for (const auto framing : {kind::abridged, kind::intermediate, kind::padded_intermediate}) {
        client_transport client{framing, obfuscation::on, random, 2};
        byte_buffer out;
        REQUIRE_FALSE(client.start(out));
        CHECK(out.size() == 64);
        REQUIRE_FALSE(client.frame(byte_buffer(64, 0x11), out));
        CHECK(out.size() > 64 + 64);
        CHECK_FALSE(vectors::same(byte_view{out}.subspan(68, 32), byte_buffer(32, 0x11)));
    }
    client_transport impossible{kind::full, obfuscation::on, random, 2};
    byte_buffer out;
    CHECK(impossible.start(out) == errc::not_obfuscatable);
    client_transport bad_secret{kind::abridged, obfuscation::on, random, 2};
    bad_secret.use_secret(byte_buffer(5));
    CHECK(bad_secret.start(out) == errc::bad_secret);
    CHECK(out.empty());
}

TEST_CASE("a connection fails if the random source fails") {
    testing::failing_random none{0};
    client_transport client{kind::padded_intermediate, obfuscation::on, none, 2};
    byte_buffer out;
    CHECK(client.start(out) == errc::no_randomness);
    testing::failing_random once{1};
    client_transport later{kind::padded_intermediate, obfuscation::on, once, 2};
    REQUIRE_FALSE(later.start(out));
    CHECK(later.frame(byte_buffer(64), out) == errc::no_randomness);
    CHECK(out.size() == 64);
}
