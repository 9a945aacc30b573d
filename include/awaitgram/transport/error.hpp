// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <cstdint>
#include <string>
#include <system_error>

namespace awaitgram::transport {

/// Errors of splitting a byte stream into packets. Negative values are the server's codes, known here or not.
///
/// The server's codes are not authenticated. Anyone on the network path can send them, so they close a connection and
/// prove nothing.
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#transport-errors
enum class errc : int {
    /// The server does not know the key, or a step of the key exchange was wrong.
    auth_key_not_found = -404,
    /// Too many connections or packets.
    flood = -429,
    /// The server belongs to another data centre than the one requested.
    invalid_dc = -444,
    /// The server refuses this connection.
    forbidden = -403,

    /// A packet with an impossible length.
    malformed_frame = 1,
    /// A packet longer than the limit.
    too_large,
    /// Full transport: wrong checksum.
    bad_crc,
    /// Full transport: a packet is missing or was received twice.
    bad_sequence,
    /// The random source failed, or returned bytes that cannot be random.
    no_randomness,
    /// A transport that cannot be obfuscated.
    not_obfuscatable,
    /// A proxy secret that is not 16 bytes long.
    bad_secret,
    /// The first bytes of a connection belong to no transport.
    unknown_transport,
    /// The first bytes of a connection are an HTTP request.
    http_request,
    /// The first bytes of a connection are a TLS greeting.
    tls_greeting,
};

[[nodiscard]] inline const char* category_name(errc) {
    return "awaitgram.transport";
}

[[nodiscard, gnu::cold]] inline std::string to_string(errc error) {
    switch (error) {
    case errc::auth_key_not_found:
        return "the server does not know this key (transport error -404)";
    case errc::flood:
        return "the server is flooded (transport error -429)";
    case errc::invalid_dc:
        return "the server belongs to another data centre (transport error -444)";
    case errc::forbidden:
        return "the server refuses the connection (transport error -403)";
    case errc::malformed_frame:
        return "malformed packet";
    case errc::too_large:
        return "packet too large";
    case errc::bad_crc:
        return "wrong checksum of a packet";
    case errc::bad_sequence:
        return "packet out of sequence";
    case errc::no_randomness:
        return "the random source failed";
    case errc::not_obfuscatable:
        return "the full transport cannot be obfuscated";
    case errc::bad_secret:
        return "a proxy secret must have 16 bytes";
    case errc::unknown_transport:
        return "unknown transport";
    case errc::http_request:
        return "an HTTP request instead of MTProto";
    case errc::tls_greeting:
        return "a TLS greeting instead of MTProto";
    }
    return "transport error " + std::to_string(static_cast<int>(error));
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

/// The error for a server's code; an unknown code keeps its number.
[[nodiscard, gnu::cold]] inline std::error_code transport_error(std::int32_t code) noexcept {
    return make_error_code(code < 0 ? static_cast<errc>(code) : errc::malformed_frame);
}

} // namespace awaitgram::transport

template <>
struct std::is_error_code_enum<awaitgram::transport::errc> : std::true_type {};
