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

    static constexpr std::size_t header_room = 4;

    /// Errors: `errc::malformed_frame` unless the size is a positive multiple of 4; `errc::too_large`.
    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) const {
        const auto size = out.size() - begin - header_room;
        if (size == 0 || size % 4 != 0)
            return errc::malformed_frame;
        if (size > max_packet_size)
            return errc::too_large;
        const auto words = size / 4;
        if (words < 0x7f) {
            out[begin] = static_cast<std::uint8_t>(words);
            const auto room = out.begin() + static_cast<std::ptrdiff_t>(begin) + 1;
            out.erase(room, room + 3);
        } else
            store_le(out.data() + begin, static_cast<std::uint32_t>(words << 8 | 0x7f));
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
