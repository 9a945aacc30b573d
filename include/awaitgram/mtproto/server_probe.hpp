// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/mtproto/message_id.hpp>

#include <system_error>

namespace awaitgram::mtproto {

/// Finds out whether a server of the protocol is at the other end of a connection: by the first request of a key exchange, which ends
/// with its answer. The connection can be used for anything afterwards.
///
/// The answer proves no identity: only a key does.
class server_probe {
public:
    /// Appends the packet to send.
    ///
    /// Errors: `errc::no_randomness`.
    [[nodiscard]] std::error_code
    start(time_point now, crypto::random_source& random, byte_buffer& packet) {
        if (!random.fill(nonce_))
            return errc::no_randomness;
        byte_buffer body;
        append_le(body, detail::id::req_pq_multi);
        append(body, nonce_);
        message_ids ids;
        detail::append_plain(packet, ids.next_id(now), body);
        return {};
    }

    /// Examines the first packet from the server.
    ///
    /// Errors: `errc` when it is not the answer.
    [[nodiscard]] std::error_code check(byte_view packet) const {
        const auto message = detail::parse_plain(packet);
        if (!message)
            return message.error();
        if (detail::constructor_of(message->body) != detail::id::resPQ)
            return errc::unexpected_message;
        detail::reader in{message->body.subspan(4)};
        const auto nonce = in.int128();
        if (!in.ok())
            return errc::malformed;
        return nonce == nonce_ ? std::error_code{} : errc::wrong_nonce;
    }

private:
    detail::nonce128 nonce_{};
};

} // namespace awaitgram::mtproto
