// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <cstdint>
#include <string>
#include <system_error>

namespace awaitgram::transport {

/// What can go wrong while a byte stream is cut into packets. Negative values are the server's own codes, known here or not.
///
/// Nobody signs the server's codes: anyone on the way can send them, so they close a connection and prove nothing.
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#transport-errors
enum class errc : int {
    /// The server doesn't know the key, or a step of the key exchange was wrong.
    auth_key_not_found = -404,
    /// Too many connections or packets.
    flood = -429,
    /// The server belongs to another data centre than the one asked for.
    invalid_dc = -444,
    /// The server refuses this connection.
    forbidden = -403,

    /// A packet whose length is impossible.
    malformed_frame = 1,
    /// A packet longer than any that is sent.
    too_large,
    /// Full transport: the check sum is wrong.
    bad_crc,
    /// Full transport: a packet is missing or came twice.
    bad_sequence,
    /// The random source gave no bytes, or bytes that can't be random.
    no_randomness,
    /// A transport that can't be obfuscated.
    not_obfuscatable,
    /// A proxy secret that isn't 16 bytes long.
    bad_secret,
    /// The first bytes of a connection are of no transport.
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
        return "the server doesn't know this key (transport error -404)";
    case errc::flood:
        return "the server is flooded (transport error -429)";
    case errc::invalid_dc:
        return "the server is of another data centre (transport error -444)";
    case errc::forbidden:
        return "the server refuses the connection (transport error -403)";
    case errc::malformed_frame:
        return "malformed packet";
    case errc::too_large:
        return "packet too large";
    case errc::bad_crc:
        return "wrong check sum of a packet";
    case errc::bad_sequence:
        return "packet out of sequence";
    case errc::no_randomness:
        return "the random source failed";
    case errc::not_obfuscatable:
        return "the full transport can't be obfuscated";
    case errc::bad_secret:
        return "a proxy secret has 16 bytes";
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

/// The error that a server's code stands for; codes that aren't known keep their number.
[[nodiscard, gnu::cold]] inline std::error_code transport_error(std::int32_t code) noexcept {
    return make_error_code(code < 0 ? static_cast<errc>(code) : errc::malformed_frame);
}

} // namespace awaitgram::transport

template <>
struct std::is_error_code_enum<awaitgram::transport::errc> : std::true_type {};
