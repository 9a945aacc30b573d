// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/transport/detail/codec.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>
#include <awaitgram/transport/obfuscated.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::transport {

/// Whether a connection is obfuscated.
enum class obfuscation { none, on };

/// The client's end of one TCP connection: converts packets to bytes and back.
///
///     transport.start(out);                       // once, then frame(packet, out) for each packet; send `out`
///     transport.received(new bytes);              // once for all bytes received, in order, in place
///     while (result = transport.parse(all bytes)); // then drop result.consumed bytes from the front of the buffer
class client_transport {
public:
    /// `dc`: as in the key exchange, +10000 for test servers and negative for media; sent if obfuscated.
    client_transport(
        kind framing, obfuscation hidden, crypto::random_source& random, std::int32_t dc
    )
        : codec_(framing, side::client, random), hidden_(hidden), random_(&random),
          dc_(static_cast<std::int16_t>(dc)) {}

    /// Sets the 16-byte secret shared with a proxy; call it before `start`.
    void use_secret(byte_view secret) { secret_.assign(secret.begin(), secret.end()); }

    /// Appends the bytes that the connection begins with.
    /// Errors: `errc::no_randomness`; `errc::not_obfuscatable`; `errc::bad_secret`.
    [[nodiscard, gnu::cold]] std::error_code start(byte_buffer& out) {
        if (hidden_ == obfuscation::none) {
            codec_.start(out);
            return {};
        }
        if (codec_.which() == kind::full)
            return errc::not_obfuscatable;
        auto streams = obfuscated_streams::begin(*random_, tag(), dc_, secret_, out);
        if (!streams)
            return streams.error();
        streams_.emplace(*std::move(streams));
        return {};
    }

    /// Appends a packet, framed and, if required, obfuscated.
    /// Errors: those of the framing; nothing is appended then.
    [[nodiscard]] std::error_code frame(byte_view packet, byte_buffer& out) {
        return transport::frame(*this, packet, out);
    }

    /// A packet that is appended behind so many bytes of room becomes a frame without being moved.
    [[nodiscard]] std::size_t header_room() const noexcept { return codec_.header_room(); }

    /// Frames the packet behind the room at `begin`, and obfuscates it if required.
    /// Errors: those of the framing.
    [[nodiscard]] std::error_code end_frame(byte_buffer& out, std::size_t begin) {
        const auto error = codec_.end_frame(out, begin);
        if (!error && streams_)
            streams_->encrypt(byte_span{out}.subspan(begin));
        return error;
    }

    /// Deobfuscates bytes that were just received, in place.
    void received(byte_span raw) {
        if (streams_)
            streams_->decrypt(raw);
    }

    /// Looks for a packet at the front of the deobfuscated bytes; the packet does not include padding.
    /// Errors: those of the framing; the server's codes, see `errc`.
    [[nodiscard]] parsed parse(byte_view input) { return codec_.parse(input); }

private:
    [[nodiscard]] std::uint8_t tag() const noexcept {
        switch (codec_.which()) {
        case kind::abridged:
            return abridged::tag;
        case kind::padded_intermediate:
            return padded_intermediate::tag;
        case kind::intermediate:
        case kind::full:
            break;
        }
        return intermediate::tag;
    }

    detail::codec codec_;
    obfuscation hidden_;
    crypto::random_source* random_;
    std::int16_t dc_;
    byte_buffer secret_;
    std::optional<obfuscated_streams> streams_;
};

} // namespace awaitgram::transport
