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

/// Interprets the contents of a frame: a packet, whose padding is removed, or an error of the server.
///
/// Encrypted packets have 24 bytes and whole blocks, plain ones state their length. Both are followed by at most 15
/// bytes of padding.
[[nodiscard]] inline parsed read_payload(parsed result, byte_view input, kind framing, side here) {
    const auto padded = framing == kind::padded_intermediate;
    const auto* const bytes = input.data() + result.offset;
    const auto size = result.size;
    if (here == side::client && size < 20 && (size == 4 || padded)) {
        const auto code = load_le<std::int32_t>(bytes);
        // With padding, a quick ack is -1 and a token, which mean nothing to a client that requests none.
        const auto quick_ack = padded && code == -1 && size >= 8;
        if (code != 0 && !quick_ack)
            result.error = transport_error(code);
        result.size = 0;
        return result;
    }
    if (size < 20)
        return parsed::failed(errc::malformed_frame);
    if (!padded)
        return result;
    if (load_le<std::uint64_t>(bytes) == 0) {
        const std::size_t length = load_le<std::uint32_t>(bytes + 16);
        if (length > size - 20 || size - 20 - length > 15)
            return parsed::failed(errc::malformed_frame);
        result.size = 20 + length;
    } else {
        if (size < 24 + 16)
            return parsed::failed(errc::malformed_frame);
        result.size -= (size - 24) % 16;
    }
    return result;
}

/// One of the framings, chosen at run time.
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

    [[nodiscard]] std::size_t header_room() const noexcept {
        return kind_ == kind::full ? full::header_room : intermediate::header_room;
    }

    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) {
        switch (kind_) {
        case kind::abridged:
            return abridged{side_}.end_frame(out, begin);
        case kind::intermediate:
            return intermediate{side_}.end_frame(out, begin);
        case kind::padded_intermediate:
            return padded_.end_frame(out, begin);
        case kind::full:
            break;
        }
        return full_.end_frame(out, begin);
    }

    [[nodiscard]] parsed parse(byte_view input) {
        const auto result = parse_frame(input);
        return result.has_packet() ? read_payload(result, input, kind_, side_) : result;
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
