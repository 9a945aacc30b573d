// SPDX-License-Identifier: MIT
// An input is the stream behind the obfuscation, because random bytes decrypted are random bytes.
#include <awaitgram/transport/detail/crc32.hpp>
#include <awaitgram/transport/detect.hpp>
#include <awaitgram/transport/receive_buffer.hpp>
#include <awaitgram/transport/transport.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using transport::client_transport;
using transport::kind;
using transport::obfuscation;
using transport::server_transport;

constexpr kind kinds[] = {
    kind::abridged, kind::intermediate, kind::padded_intermediate, kind::full};

namespace reached {
constexpr std::uint32_t
    // Of the client: one bit for each kind.
    packets = 1,
    packets_of_hidden = 16, packets_of_server = 256, transport_error = 1 << 12, malformed = 1 << 13,
    quick_ack_skipped = 1 << 14, large = 1 << 15;
} // namespace reached

/// What came of a stream.
struct outcome {
    std::vector<byte_buffer> packets;
    std::error_code error;
    bool skipped = false;

    friend bool operator==(const outcome&, const outcome&) = default;
};

/// Passes bytes to a client in portions, as its driver does.
outcome read_as_client(client_transport& client, byte_view stream, std::size_t portion) {
    outcome all;
    transport::receive_buffer buffer;
    while (!stream.empty() && !all.error) {
        const auto room = buffer.room();
        require(!room.empty(), "there is always room");
        const auto count = std::min({room.size(), stream.size(), portion});
        std::copy_n(stream.begin(), count, room.begin());
        stream = stream.subspan(count);
        client.received(buffer.arrived(count));
        while (true) {
            const auto result = client.parse(buffer.unread());
            all.error = result.error;
            if (result.error || (result.consumed == 0 && !result.has_packet())) {
                static_cast<void>(buffer.take(result));
                break;
            }
            const auto packet = buffer.take(result);
            if (result.has_packet())
                all.packets.emplace_back(packet.bytes().begin(), packet.bytes().end());
            else
                all.skipped = true;
        }
    }
    return all;
}

outcome read_as_server(server_transport& server, byte_view stream, std::size_t portion) {
    outcome all;
    byte_buffer unread;
    while (!stream.empty() && !all.error) {
        const auto count = std::min(stream.size(), portion);
        const auto before = unread.size();
        append(unread, stream.first(count));
        stream = stream.subspan(count);
        server.received(byte_span{unread}.subspan(before));
        while (true) {
            const auto result = server.parse(unread);
            all.error = result.error;
            if (result.error || (result.consumed == 0 && !result.has_packet()))
                break;
            require(
                result.offset + result.size <= unread.size() && result.consumed <= unread.size(),
                "a packet is inside of the bytes"
            );
            if (result.has_packet()) {
                const auto packet = byte_view{unread}.subspan(result.offset, result.size);
                all.packets.emplace_back(packet.begin(), packet.end());
            }
            unread.erase(
                unread.begin(), unread.begin() + static_cast<std::ptrdiff_t>(result.consumed)
            );
        }
    }
    return all;
}

/// Gives frames of the full transport the numbers and checksums that they need to be looked at.
void repair_full(byte_buffer& stream) {
    std::size_t at = 0;
    for (std::uint32_t number = 0; stream.size() - at >= 12; ++number) {
        const std::size_t size = load_le<std::uint32_t>(&stream[at]);
        store_le(&stream[at + 4], number);
        if (size < 12 || size > stream.size() - at)
            return;
        const auto content = byte_view{stream}.subspan(at, size - 4);
        store_le(&stream[at + size - 4], transport::detail::crc32(content));
        at += size;
    }
}

/// A client and the server's end of its connection.
struct pair {
    pair(kind framing, obfuscation hidden) : client(framing, hidden, random, 2), server(random) {
        require(!client.start(greeting), "a connection begins");
        // With a packet, because the full transport is recognised by its first one.
        byte_buffer first = greeting;
        require(!client.frame(byte_buffer(24 + 16 * 3, 1), first), "a packet is framed");
        const auto read = read_as_server(server, first, first.size());
        require(!read.error && read.packets.size() == 1, "the server knows the transport");
    }

    repeatable<crypto::random_source> random;
    byte_buffer greeting;
    client_transport client;
    server_transport server;
};

/// Encrypts as the server of a greeting does.
byte_buffer hidden_from_server(byte_view greeting, byte_view stream) {
    byte_buffer bytes(stream.begin(), stream.end());
    auto accepted = transport::obfuscated_streams::accept(greeting);
    require(accepted.has_value(), "a greeting is accepted");
    accepted->streams.encrypt(bytes);
    return bytes;
}

/// Packets that were received, framed by the other side and received once more, are the same.
template <class Sender, class Read>
void check_round_trip(
    const std::vector<byte_buffer>& packets, kind framing, Sender& sender, const Read& read
) {
    for (const auto& packet : packets) {
        byte_buffer stream;
        // Four bytes are an error code; the padding of the padded transport is recognised by the kind of message.
        if (sender.frame(packet, stream) || packet.size() == 4)
            continue;
        const auto again = read(stream);
        if (again.error || framing == kind::padded_intermediate)
            continue;
        require(again.packets.size() == 1 && again.packets[0] == packet, "a packet stays the same");
    }
}

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    const auto how = from.byte();
    const auto framing = how % 4;
    const auto hidden =
        (how & 4) != 0 && kinds[framing] != kind::full ? obfuscation::on : obfuscation::none;
    const auto as_server = (how & 8) != 0;
    const auto with_greeting = (how & 16) != 0;
    const std::size_t portion = 1 + from.byte();
    const auto given = from.rest();
    byte_buffer stream(given.begin(), given.end());
    if (kinds[framing] == kind::full)
        repair_full(stream);

    outcome whole;
    outcome parts;
    if (as_server) {
        repeatable<crypto::random_source> random;
        if (with_greeting) {
            client_transport client{kinds[framing], hidden, random, 2};
            byte_buffer sent;
            require(!client.start(sent), "a connection begins");
            const auto begin = sent.size();
            append(sent, stream);
            // The client's encryption of bytes that it did not frame.
            if (hidden == obfuscation::on) {
                repeatable<crypto::random_source> again;
                byte_buffer greeting;
                constexpr std::uint8_t tags[] = {
                    transport::abridged::tag,
                    transport::intermediate::tag,
                    transport::padded_intermediate::tag};
                auto streams = transport::obfuscated_streams::begin(
                    again, tags[framing], 2, byte_view{}, greeting
                );
                require(streams.has_value(), "a connection begins");
                require(
                    std::equal(greeting.begin(), greeting.end(), sent.begin()),
                    "a greeting depends on the random source alone"
                );
                streams->encrypt(byte_span{sent}.subspan(begin));
            }
            stream = std::move(sent);
        }
        server_transport one{random};
        server_transport other{random};
        whole = read_as_server(one, stream, std::max<std::size_t>(1, stream.size()));
        parts = read_as_server(other, stream, portion);
    } else {
        pair one{kinds[framing], hidden};
        pair other{kinds[framing], hidden};
        if (hidden == obfuscation::on)
            stream = hidden_from_server(one.greeting, stream);
        whole = read_as_client(one.client, stream, std::max<std::size_t>(1, stream.size()));
        parts = read_as_client(other.client, stream, portion);
        pair third{kinds[framing], hidden};
        check_round_trip(whole.packets, kinds[framing], third.server, [&](byte_buffer& framed) {
            return read_as_client(third.client, framed, framed.size());
        });
    }
    require(whole == parts, "packets do not depend on the portions that arrive");

    std::uint32_t bits = 0;
    if (!whole.packets.empty())
        bits |= (as_server                   ? reached::packets_of_server
                 : hidden == obfuscation::on ? reached::packets_of_hidden
                                             : reached::packets)
                << framing;
    for (const auto& packet : whole.packets)
        bits |= packet.size() >= 4096 ? reached::large : 0;
    if (whole.skipped)
        bits |= reached::quick_ack_skipped;
    if (whole.error)
        bits |= whole.error == transport::errc::auth_key_not_found ? reached::transport_error
                                                                   : reached::malformed;
    return bits;
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    for (unsigned framing = 0; framing != 4; ++framing)
        for (const unsigned hidden : {0U, 4U})
            for (const unsigned side : {0U, 8U, 24U}) {
                const auto add = [&](byte_view stream) {
                    output to;
                    to.byte(framing | hidden | side).byte(6);
                    append(to.bytes, stream);
                    all.push_back(std::move(to.bytes));
                };
                pair ends{kinds[framing], obfuscation::none};
                pair begins{kinds[framing], obfuscation::none};
                byte_buffer stream = side == 8 ? ends.greeting : byte_buffer{};
                byte_buffer plain(20, 0);
                plain[16] = 40;
                plain.resize(60, 9);
                const byte_buffer packets[] = {
                    plain, byte_buffer(24 + 16 * 4, 1), byte_buffer(600, 2), byte_buffer(5000, 3)};
                for (const auto& packet : packets) {
                    if (side == 0)
                        require(!ends.server.frame(packet, stream), "a packet is framed");
                    else
                        require(!ends.client.frame(packet, stream), "a packet is framed");
                }
                add(stream);
                add(byte_view{stream}.first(stream.size() - 9));
                // An error code, the echo of a quick ack, and a packet behind it.
                byte_buffer other;
                append_le(other, std::uint32_t{0x81234567});
                if (side == 0)
                    require(!begins.server.frame(plain, other), "a packet is framed");
                append_le(other, std::uint32_t{0xffffffff});
                add(other);
                byte_buffer refused;
                require(!begins.server.frame_error(-404, refused), "a code is framed");
                add(refused);
            }
    // Greetings of other protocols.
    for (const auto* const text : {"GET / HTTP/1.1\r\n\r\n", "POST /api", "\x16\x03\x01\x02\x01"}) {
        output to;
        to.byte(8).byte(6);
        append(to.bytes, bytes_of(text));
        all.push_back(std::move(to.bytes));
    }
    return all;
}

} // namespace

const target transports{"transports", run, seeds, 0xf000 | 0xf00 | 0x70 | 0xf};

} // namespace fuzz
