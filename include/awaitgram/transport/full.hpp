// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/detail/crc32.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace awaitgram::transport {

/// The framing with sequence numbers and checksums.
///
///     | size of all four parts (4) | sequence number, from 0 in each direction (4) | packet | CRC-32 of all before (4) |
///
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#full
class full {
public:
    void start(byte_buffer&) const noexcept {}

    /// Errors: `errc::malformed_frame` unless the size is a multiple of 4; `errc::too_large`.
    [[nodiscard]] std::error_code frame(byte_view packet, byte_buffer& out) {
        if (packet.size() % 4 != 0)
            return errc::malformed_frame;
        if (packet.size() > max_packet_size)
            return errc::too_large;
        const auto begin = out.size();
        append_le(out, static_cast<std::uint32_t>(packet.size() + 12));
        append_le(out, sent_++);
        append(out, packet);
        append_le(out, detail::crc32(byte_view{out}.subspan(begin)));
        return {};
    }

    [[nodiscard]] parsed parse(byte_view input) noexcept {
        if (input.size() < 4)
            return {};
        const std::size_t size = load_le<std::uint32_t>(input.data());
        if (size > max_packet_size + 12)
            return parsed::failed(size >> 31 != 0 ? errc::malformed_frame : errc::too_large);
        if (size <= 12 || size % 4 != 0)
            return parsed::failed(errc::malformed_frame);
        if (input.size() >= 8 && load_le<std::uint32_t>(input.data() + 4) != received_)
            return parsed::failed(errc::bad_sequence);
        if (input.size() < size)
            return parsed::incomplete(size);
        if (load_le<std::uint32_t>(input.data() + size - 4) != detail::crc32(input.first(size - 4)))
            return parsed::failed(errc::bad_crc);
        ++received_;
        return {size, 8, size - 12, {}};
    }

private:
    std::uint32_t sent_ = 0;
    std::uint32_t received_ = 0;
};

static_assert(framing<full>);

} // namespace awaitgram::transport
