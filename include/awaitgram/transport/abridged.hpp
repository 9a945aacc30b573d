// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace awaitgram::transport {

/// The framing with the least overhead: one byte for short packets, four for others.
///
///     | size / 4 (1), below 0x7f | packet |        or        | 0x7f | size / 4 (3, little-endian) | packet |
///
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#abridged
class abridged {
public:
    static constexpr std::uint8_t tag = 0xef;

    explicit abridged(side here = side::client) noexcept : side_(here) {}

    void start(byte_buffer& out) const { out.push_back(tag); }

    /// Errors: `errc::malformed_frame` unless the size is a positive multiple of 4; `errc::too_large`.
    [[nodiscard]] std::error_code frame(byte_view packet, byte_buffer& out) const {
        if (packet.empty() || packet.size() % 4 != 0)
            return errc::malformed_frame;
        if (packet.size() > max_packet_size)
            return errc::too_large;
        const auto words = packet.size() / 4;
        if (words < 0x7f)
            out.push_back(static_cast<std::uint8_t>(words));
        else
            append_le(out, static_cast<std::uint32_t>(words << 8 | 0x7f));
        append(out, packet);
        return {};
    }

    [[nodiscard]] parsed parse(byte_view input) const noexcept {
        if (input.empty())
            return {};
        // From a client, the high bit requests a quick ack. From a server it is one: four bytes, which mean nothing to a client
        // that requests none.
        const auto quick_ack = input[0] >= 0x80;
        if (quick_ack && side_ == side::client)
            return input.size() < 4 ? parsed{} : parsed{.consumed = 4};
        std::size_t words = input[0] & 0x7f;
        std::size_t header = 1;
        if (words == 0x7f) {
            if (input.size() < 4)
                return {};
            words = load_le<std::uint32_t>(input.data()) >> 8;
            header = 4;
            if (words < 0x7f)
                return parsed::failed(errc::malformed_frame);
        }
        if (words == 0)
            return parsed::failed(errc::malformed_frame);
        if (words * 4 > max_packet_size)
            return parsed::failed(errc::too_large);
        if (input.size() - header < words * 4)
            return parsed::incomplete(header + words * 4);
        return {header + words * 4, header, words * 4, {}, quick_ack};
    }

private:
    side side_;
};

static_assert(framing<abridged>);

} // namespace awaitgram::transport
