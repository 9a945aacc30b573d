// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace awaitgram::transport {

namespace detail {

/// The length word at the start of both intermediate framings.
[[nodiscard]] inline parsed parse_intermediate(byte_view input, side here) noexcept {
    if (input.size() < 4)
        return {};
    const auto word = load_le<std::uint32_t>(input.data());
    // From a client, the high bit requests a quick ack. From a server it is one: four bytes, which mean nothing to a client that
    // requests none.
    const auto quick_ack = word >> 31 != 0;
    const std::size_t size = word & 0x7fff'ffff;
    if (quick_ack && here == side::client)
        return {.consumed = 4};
    if (size < 4)
        return parsed::failed(errc::malformed_frame);
    if (size > max_packet_size)
        return parsed::failed(errc::too_large);
    if (input.size() - 4 < size)
        return parsed::incomplete(size + 4);
    return {size + 4, 4, size, {}, quick_ack};
}

} // namespace detail

/// The framing with a length word before each packet.
///
///     | size (4, little-endian) | packet |
///
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#intermediate
class intermediate {
public:
    static constexpr std::uint8_t tag = 0xee;

    explicit intermediate(side here = side::client) noexcept : side_(here) {}

    void start(byte_buffer& out) const { out.insert(out.end(), 4, tag); }

    static constexpr std::size_t header_room = 4;

    /// Errors: `errc::malformed_frame` unless the size is a positive multiple of 4; `errc::too_large`.
    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) const {
        const auto size = out.size() - begin - header_room;
        if (size == 0 || size % 4 != 0)
            return errc::malformed_frame;
        if (size > max_packet_size)
            return errc::too_large;
        store_le(out.data() + begin, static_cast<std::uint32_t>(size));
        return {};
    }

    [[nodiscard]] parsed parse(byte_view input) const noexcept {
        const auto result = detail::parse_intermediate(input, side_);
        if (result.size % 4 != 0)
            return parsed::failed(errc::malformed_frame);
        return result;
    }

private:
    side side_;
};

static_assert(framing<intermediate>);

/// The intermediate framing with up to 15 random bytes after each packet, to obscure sizes.
///
///     | size with padding (4, little-endian) | packet | padding |
///
/// The end of the packet follows from its contents; see `detail::read_payload`.
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#padded-intermediate
class padded_intermediate {
public:
    static constexpr std::uint8_t tag = 0xdd;

    explicit padded_intermediate(crypto::random_source& random, side here = side::client) noexcept
        : random_(&random), side_(here) {}

    void start(byte_buffer& out) const { out.insert(out.end(), 4, tag); }

    static constexpr std::size_t header_room = 4;

    /// Errors: `errc::malformed_frame`; `errc::too_large`; `errc::no_randomness`.
    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) const {
        const auto size = out.size() - begin - header_room;
        if (size == 0 || size % 4 != 0)
            return errc::malformed_frame;
        if (size > max_packet_size - 15)
            return errc::too_large;
        std::uint8_t random[16];
        if (!random_->fill(random))
            return errc::no_randomness;
        const auto padding = std::size_t{random[15]} % 16;
        store_le(out.data() + begin, static_cast<std::uint32_t>(size + padding));
        append(out, byte_view{random}.first(padding));
        return {};
    }

    [[nodiscard]] parsed parse(byte_view input) const noexcept {
        const auto result = detail::parse_intermediate(input, side_);
        if (side_ == side::client && result.consumed != 0 && !result.has_packet())
            return parsed::failed(errc::malformed_frame); // its quick acks are frames
        return result;
    }

private:
    crypto::random_source* random_;
    side side_;
};

static_assert(framing<padded_intermediate>);

} // namespace awaitgram::transport
