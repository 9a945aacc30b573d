// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/message_cipher.hpp>
#include <awaitgram/crypto/message_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace awaitgram::mtproto {

/// The header of a sealed message, which precedes the body.
struct message_header {
    std::int64_t salt{};
    std::int64_t session_id{};
    std::int64_t msg_id{};
    std::int32_t seq_no{};
};

/// A message in a packet; its body is `packet.subspan(offset, size)`.
struct opened_message {
    message_header header;
    std::size_t offset{};
    std::size_t size{};
};

/// The size of the part of a sealed packet before the encrypted part.
inline constexpr std::size_t envelope_prefix = 24;
/// The size of the part of a sealed packet before the body: the key's id, the message key and the encrypted header.
inline constexpr std::size_t envelope_overhead = envelope_prefix + 32;

/// The id of the key that a packet claims to be sealed with; zero for a plain packet or one that is too short.
[[nodiscard]] inline std::int64_t auth_key_id_of(byte_view packet) noexcept {
    return packet.size() < 8 ? 0 : load_le<std::int64_t>(packet.data());
}

namespace detail {

/// Writes the header before the body and random padding after it; the part to encrypt begins at `envelope_prefix`.
///
/// Errors: `errc::no_randomness`.
[[nodiscard]] inline std::error_code wrap_body(
    const message_header& header,
    byte_buffer& packet,
    std::size_t start,
    crypto::random_source& random
) {
    std::uint8_t extra = 0;
    if (!random.fill({&extra, 1}))
        return errc::no_randomness;
    const auto body = packet.size() - start - envelope_overhead;
    const auto plain_start = start + envelope_prefix;
    const auto least = (32 + body + 12 + 15) / 16 * 16;
    packet.resize(plain_start + least + std::size_t{extra} % 16 * 16);
    if (!random.fill(byte_span{packet}.subspan(plain_start + 32 + body)))
        return errc::no_randomness;
    auto* const plain = packet.data() + plain_start;
    store_le(plain, header.salt);
    store_le(plain + 8, header.session_id);
    store_le(plain + 16, header.msg_id);
    store_le(plain + 24, header.seq_no);
    store_le(plain + 28, static_cast<std::uint32_t>(body));
    return {};
}

/// Whether a packet has the right size and key id to be sealed with this key.
[[nodiscard]] inline bool looks_sealed(const crypto::auth_key& key, byte_view packet) noexcept {
    return packet.size() >= envelope_prefix + 48 && (packet.size() - envelope_prefix) % 16 == 0 &&
           auth_key_id_of(packet) == key.id();
}

/// Reads the header of an authentic message.
/// Errors: `errc::bad_length`.
[[nodiscard]] inline result<opened_message> read_header(byte_view plain) {
    const auto length = load_le<std::uint32_t>(plain.data() + 28);
    const auto room = plain.size() - 32;
    if (length % 4 != 0 || length > room || room - length < 12 || room - length > 1024)
        return failure(make_error_code(errc::bad_length));
    return opened_message{
        {load_le<std::int64_t>(plain.data()),
         load_le<std::int64_t>(plain.data() + 8),
         load_le<std::int64_t>(plain.data() + 16),
         load_le<std::int32_t>(plain.data() + 24)},
        envelope_overhead,
        length};
}

} // namespace detail

/// Pads and encrypts in place a packet whose body is already at `envelope_overhead` bytes after `start`.
///
///     | auth_key_id (8) | msg_key (16) | salt (8) | session_id (8) | msg_id (8) | seq_no (4) | length (4) | body | padding |
///                                      ^ encrypted from here, to a multiple of 16 bytes
///
/// Errors: `errc::no_randomness`; the packet must not be sent then.
/// Spec: https://core.telegram.org/mtproto/description
[[nodiscard]] inline std::error_code seal_in_place(
    const crypto::auth_key& key,
    crypto::direction direction,
    const message_header& header,
    byte_buffer& packet,
    std::size_t start,
    crypto::random_source& random
) {
    if (const auto error = detail::wrap_body(header, packet, start, random))
        return error;
    const auto plain = byte_span{packet}.subspan(start + envelope_prefix);
    store_le(packet.data() + start + 8, crypto::encrypt_message(key, plain, direction));
    store_le(packet.data() + start, key.id());
    return {};
}

/// Appends a sealed packet with this body.
/// Errors: `errc::no_randomness`; nothing is appended then.
[[nodiscard]] inline std::error_code seal(
    const crypto::auth_key& key,
    crypto::direction direction,
    const message_header& header,
    byte_view body,
    crypto::random_source& random,
    byte_buffer& out
) {
    const auto start = out.size();
    out.resize(start + envelope_overhead);
    append(out, body);
    const auto error = seal_in_place(key, direction, header, out, start, random);
    if (error)
        out.resize(start);
    return error;
}

/// Decrypts a packet in place and makes all checks that do not depend on earlier messages.
///
/// No decrypted byte is used until the message key is verified, over all decrypted bytes and in constant time. All failures up to
/// that point give the same error, and leave nothing of the message in the packet. The caller has to check session, message id,
/// replay and time.
///
/// Errors: `errc::not_authentic`; `errc::bad_length`, which only the other owner of the key can cause.
/// Spec: https://core.telegram.org/mtproto/security_guidelines
[[nodiscard]] inline result<opened_message>
open(const crypto::auth_key& key, crypto::direction direction, byte_span packet) {
    if (!detail::looks_sealed(key, packet))
        return failure(make_error_code(errc::not_authentic));
    const auto msg_key = load_le<crypto::message_key>(packet.data() + 8);
    const auto plain = packet.subspan(envelope_prefix);
    if (!crypto::decrypt_message(key, msg_key, plain, direction))
        return failure(make_error_code(errc::not_authentic));
    return detail::read_header(plain);
}

} // namespace awaitgram::mtproto
