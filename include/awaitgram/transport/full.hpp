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

    static constexpr std::size_t header_room = 8;

    /// Errors: `errc::malformed_frame` unless the size is a multiple of 4; `errc::too_large`.
    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) {
        const auto size = out.size() - begin - header_room;
        if (size % 4 != 0)
            return errc::malformed_frame;
        if (size > max_packet_size)
            return errc::too_large;
        store_le(out.data() + begin, static_cast<std::uint32_t>(size + 12));
        store_le(out.data() + begin + 4, sent_++);
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
