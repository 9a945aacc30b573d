// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/transport/detail/codec.hpp>
#include <awaitgram/transport/error.hpp>
#include <awaitgram/transport/framing.hpp>
#include <awaitgram/transport/obfuscated.hpp>
#include <awaitgram/transport/transport.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::transport {

/// The server's end of one TCP connection. Detects the client's transport.
///
/// Used like `client_transport`, without `start`. Until the transport is known, `parse` needs all bytes received.
class server_transport {
public:
    explicit server_transport(crypto::random_source& random) noexcept : random_(&random) {}

    /// Deobfuscates bytes that were just received, in place.
    void received(byte_span raw) {
        if (streams_)
            streams_->decrypt(raw);
    }

    /// Looks for a packet at the front of the bytes; may deobfuscate them in place.
    /// Errors: those of the framing; `errc::http_request`, `errc::tls_greeting` and `errc::unknown_transport`.
    [[nodiscard]] parsed parse(byte_span input) {
        std::size_t greeting = 0;
        if (!codec_) {
            const auto first = detect(input);
            if (first.error || !codec_)
                return first;
            greeting = first.consumed;
        }
        auto result = codec_->parse(input.subspan(greeting));
        result.consumed += greeting;
        result.offset += greeting;
        return result;
    }

    /// Appends a packet in the client's framing.
    /// Errors: those of the framing; `errc::unknown_transport` until the client's transport is known.
    [[nodiscard]] std::error_code frame(byte_view packet, byte_buffer& out) {
        if (!codec_)
            return errc::unknown_transport;
        const auto begin = out.size();
        const auto error = transport::frame(*codec_, packet, out);
        if (!error)
            hide(out, begin);
        return error;
    }

    /// Appends a transport error such as -404, without padding, because some clients recognise errors by their size.
    [[nodiscard]] std::error_code frame_error(std::int32_t code, byte_buffer& out) {
        std::uint8_t bytes[4];
        store_le(bytes, code);
        if (framing() != kind::padded_intermediate)
            return frame(bytes, out);
        const auto begin = out.size();
        const auto error = transport::frame(intermediate{side::server}, bytes, out);
        hide(out, begin);
        return error;
    }

    /// The client's framing, if known.
    [[nodiscard]] std::optional<kind> framing() const noexcept {
        return codec_ ? std::optional{codec_->which()} : std::nullopt;
    }

    /// Whether the client obfuscates the connection.
    [[nodiscard]] obfuscation hidden() const noexcept {
        return streams_ ? obfuscation::on : obfuscation::none;
    }

    /// The data centre that the client of an obfuscated connection requests; needed by proxies.
    [[nodiscard]] std::int16_t dc() const noexcept { return dc_; }

private:
    void hide(byte_buffer& out, std::size_t begin) {
        if (streams_)
            streams_->encrypt(byte_span{out}.subspan(begin));
    }

    /// Detects the transport from the first 1, 4, 8 or 64 bytes.
    parsed detect(byte_span input) {
        if (input.empty())
            return {};
        if (input[0] == abridged::tag)
            return begin(kind::abridged, 1);
        if (input.size() < 4)
            return {};
        switch (load_le<std::uint32_t>(input.data())) {
        case 0xeeeeeeee:
            return begin(kind::intermediate, 4);
        case 0xdddddddd:
            return begin(kind::padded_intermediate, 4);
        case 0x44414548: // HEAD
        case 0x54534f50: // POST
        case 0x20544547: // GET
        case 0x4954504f: // OPTI(ONS)
            return parsed::failed(errc::http_request);
        case 0x02010316:
            return parsed::failed(errc::tls_greeting);
        }
        if (input.size() < 8)
            return {};
        if (load_le<std::uint32_t>(input.data() + 4) == 0) // the first sequence number
            return begin(kind::full, 0);
        if (input.size() < obfuscated_greeting_size)
            return {};
        auto accepted = obfuscated_streams::accept(input.first(obfuscated_greeting_size));
        if (!accepted) {
            parsed failed;
            failed.error = accepted.error();
            return failed;
        }
        streams_.emplace(std::move(accepted->streams));
        dc_ = accepted->dc;
        streams_->decrypt(input.subspan(obfuscated_greeting_size));
        return begin(
            accepted->tag == abridged::tag              ? kind::abridged
            : accepted->tag == padded_intermediate::tag ? kind::padded_intermediate
                                                        : kind::intermediate,
            obfuscated_greeting_size
        );
    }

    parsed begin(kind which, std::size_t consumed) {
        codec_.emplace(which, side::server, *random_);
        return {consumed, 0, 0, {}};
    }

    crypto::random_source* random_;
    std::optional<detail::codec> codec_;
    std::optional<obfuscated_streams> streams_;
    std::int16_t dc_ = 0;
};

} // namespace awaitgram::transport
