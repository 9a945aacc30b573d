// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/transport/abridged.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>
#include <awaitgram/transport/full.hpp>
#include <awaitgram/transport/intermediate.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace awaitgram::transport {

/// The framings of MTProto over TCP.
enum class kind { abridged, intermediate, padded_intermediate, full };

namespace detail {

/// Finds out what the inside of a frame is: a packet, whose padding is taken off, or an error of the server.
///
/// Encrypted packets have 24 bytes and whole blocks, plain ones say their length; both leave at most 15 bytes of padding.
[[nodiscard]] inline parsed read_payload(parsed found, byte_view input, kind framing, side here) {
    const auto padded = framing == kind::padded_intermediate;
    const auto* const bytes = input.data() + found.offset;
    const auto size = found.size;
    if (here == side::client && size < 20 && (size == 4 || padded)) {
        const auto code = load_le<std::int32_t>(bytes);
        if (code != 0)
            found.error = transport_error(code);
        found.size = 0;
        return found;
    }
    if (size < 20)
        return parsed::failed(errc::malformed_frame);
    if (!padded)
        return found;
    if (load_le<std::uint64_t>(bytes) == 0) {
        const std::size_t length = load_le<std::uint32_t>(bytes + 16);
        if (length > size - 20 || size - 20 - length > 15)
            return parsed::failed(errc::malformed_frame);
        found.size = 20 + length;
    } else {
        if (size < 24 + 16)
            return parsed::failed(errc::malformed_frame);
        found.size -= (size - 24) % 16;
    }
    return found;
}

/// Any one framing, chosen while the program runs.
class codec {
public:
    codec(kind which, side here, crypto::random_source& random) noexcept
        : kind_(which), side_(here), padded_(random, here) {}

    [[nodiscard]] kind which() const noexcept { return kind_; }

    void start(byte_buffer& out) const {
        switch (kind_) {
        case kind::abridged:
            return abridged{}.start(out);
        case kind::intermediate:
            return intermediate{}.start(out);
        case kind::padded_intermediate:
            return padded_.start(out);
        case kind::full:
            return full_.start(out);
        }
    }

    [[nodiscard]] std::error_code frame(byte_view packet, byte_buffer& out) {
        switch (kind_) {
        case kind::abridged:
            return abridged{side_}.frame(packet, out);
        case kind::intermediate:
            return intermediate{side_}.frame(packet, out);
        case kind::padded_intermediate:
            return padded_.frame(packet, out);
        case kind::full:
            break;
        }
        return full_.frame(packet, out);
    }

    [[nodiscard]] parsed parse(byte_view input) {
        const auto found = parse_frame(input);
        return found.has_packet() ? read_payload(found, input, kind_, side_) : found;
    }

private:
    [[nodiscard]] parsed parse_frame(byte_view input) {
        switch (kind_) {
        case kind::abridged:
            return abridged{side_}.parse(input);
        case kind::intermediate:
            return intermediate{side_}.parse(input);
        case kind::padded_intermediate:
            return padded_.parse(input);
        case kind::full:
            break;
        }
        return full_.parse(input);
    }

    kind kind_;
    side side_;
    padded_intermediate padded_;
    full full_;
};

} // namespace detail

} // namespace awaitgram::transport
