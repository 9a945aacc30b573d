// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/error.hpp>

#include <cstdint>

namespace awaitgram::mtproto::detail {

/// An unencrypted message, as in the key exchange.
struct plain_message {
    std::int64_t msg_id{};
    byte_view body;
};

/// Appends a plain packet.
///
///     | 0 (8) | msg_id (8) | length (4) | body |
inline void append_plain(byte_buffer& out, std::int64_t msg_id, byte_view body) {
    append_le(out, std::int64_t{0});
    append_le(out, msg_id);
    append_le(out, static_cast<std::uint32_t>(body.size()));
    append(out, body);
}

/// Reads a plain packet that consists of exactly one message.
///
/// Errors: `errc::unexpected_message` for an encrypted packet, `errc::malformed`.
[[nodiscard]] inline result<plain_message> parse_plain(byte_view packet) {
    reader in{packet};
    const auto key_id = in.int64();
    const auto msg_id = in.int64();
    const auto length = in.uint32();
    if (!in.ok() || length != in.rest().size() || length % 4 != 0)
        return failure(
            make_error_code(in.ok() && key_id != 0 ? errc::unexpected_message : errc::malformed)
        );
    if (key_id != 0)
        return failure(make_error_code(errc::unexpected_message));
    return plain_message{msg_id, in.rest()};
}

} // namespace awaitgram::mtproto::detail
