// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/error.hpp>

#include <concepts>
#include <cstddef>
#include <system_error>

namespace awaitgram::transport {

/// The longest packet that is accepted or sent: 16 MiB and room for the envelope.
inline constexpr std::size_t max_packet_size = (std::size_t{1} << 24) + 4096;

/// Which end of a connection this is.
enum class side { client, server };

/// What was found at the front of the bytes received so far.
///
/// Nothing consumed and no error: more bytes are needed. Bytes consumed and no packet: they meant nothing for the layers above;
/// go on behind them. After an error the connection is of no more use.
struct parsed {
    /// Bytes to drop from the front once the packet is used.
    std::size_t consumed = 0;
    /// Where the packet lies in the input.
    std::size_t offset = 0;
    /// The packet's size; 0 when there is none.
    std::size_t size = 0;
    std::error_code error{};
    /// The client wants to hear at once that this packet arrived.
    bool quick_ack = false;
    /// Without a packet: how many bytes from the front on it will take; 0 while that isn't known.
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

/// Cuts a byte stream into packets and back.
///
/// `start` appends what a client sends first. `frame` appends a packet of at most `max_packet_size` bytes with its frame.
/// `parse` looks at everything received and not consumed yet, copies nothing and may be asked again with more; what it says to
/// consume must be gone the next time.
template <class T>
concept framing = requires(T codec, byte_view packet, byte_view input, byte_buffer& out) {
    { codec.start(out) } -> std::same_as<void>;
    { codec.frame(packet, out) } -> std::same_as<std::error_code>;
    { codec.parse(input) } -> std::same_as<parsed>;
};

} // namespace awaitgram::transport
