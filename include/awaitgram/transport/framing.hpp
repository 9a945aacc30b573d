// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/error.hpp>

#include <concepts>
#include <cstddef>
#include <system_error>

namespace awaitgram::transport {

/// The size limit of packets in both directions: 16 MiB plus the envelope.
inline constexpr std::size_t max_packet_size = (std::size_t{1} << 24) + 4096;

/// The two ends of a connection.
enum class side { client, server };

/// The result of parsing the front of the bytes received so far.
///
/// Nothing consumed and no error: more bytes are needed. Bytes consumed but no packet: they carry nothing for the
/// layers above; continue after them. After an error the connection cannot be used.
struct parsed {
    /// The number of bytes to drop from the front once the packet is used.
    std::size_t consumed = 0;
    /// The offset of the packet in the input.
    std::size_t offset = 0;
    /// The size of the packet; 0 if there is none.
    std::size_t size = 0;
    std::error_code error{};
    /// The client requests an immediate acknowledgement of this packet.
    bool quick_ack = false;
    /// Without a packet: the number of bytes, from the front, that the next packet needs; 0 if unknown.
    std::size_t expected = 0;

    [[nodiscard]] bool has_packet() const noexcept { return size != 0; }

    [[nodiscard]] static parsed incomplete(std::size_t expected) noexcept {
        parsed result;
        result.expected = expected;
        return result;
    }

    [[nodiscard]] static parsed failed(errc reason) noexcept {
        parsed result;
        result.error = make_error_code(reason);
        return result;
    }
};

/// Splits a byte stream into packets, and frames packets.
///
/// `start` appends the bytes that a client sends first. A frame is made where it is sent from: `header_room` bytes, then the packet, of
/// at most `max_packet_size` bytes, are appended; then `end_frame` completes what is there from `begin` on. `parse` takes all bytes that were received and not yet consumed, and copies nothing. Call it again
/// with more bytes, without those that it reported as consumed.
template <class T>
concept framing = requires(T codec, byte_view input, byte_buffer& out, std::size_t begin) {
    { T::header_room } -> std::convertible_to<std::size_t>;
    { codec.start(out) } -> std::same_as<void>;
    { codec.end_frame(out, begin) } -> std::same_as<std::error_code>;
    { codec.parse(input) } -> std::same_as<parsed>;
};

/// Appends a packet with its frame.
///
/// Errors: those of `end_frame`; nothing is appended then.
template <class Framing>
[[nodiscard]] std::error_code frame(Framing&& codec, byte_view packet, byte_buffer& out) {
    const auto begin = out.size();
    if constexpr (requires { codec.header_room(); })
        out.resize(begin + codec.header_room());
    else
        out.resize(begin + codec.header_room);
    append(out, packet);
    const auto error = codec.end_frame(out, begin);
    if (error)
        out.resize(begin);
    return error;
}

} // namespace awaitgram::transport
