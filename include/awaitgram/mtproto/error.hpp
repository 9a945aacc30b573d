// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::mtproto {

/// Errors of the MTProto protocol.
enum class errc {
    /// The random source failed.
    no_randomness = 1,
    /// A message does not have the layout of its constructor.
    malformed,
    /// A message that is not expected here: of a later step, an encrypted packet, or a reply to another exchange.
    unexpected_message,

    /// Key exchange: a nonce differs from the agreed one.
    wrong_nonce,
    /// Key exchange: none of the server's keys is trusted.
    no_known_key,
    /// Key exchange: `pq` is not the product of two different primes.
    bad_pq,
    /// Key exchange: the encrypted answer is wrong.
    bad_answer,
    /// Key exchange: the hash that confirms the key is wrong.
    bad_key_hash,
    /// Key exchange: the server refused the parameters.
    parameters_refused,
    /// Key exchange: the server requests too many attempts.
    too_many_attempts,

    /// A packet that was not sealed with this key by the other side, or was altered.
    not_authentic,
    /// A sealed message with an impossible length or padding.
    bad_length,
    /// A message of another session.
    wrong_session,
    /// A message id that the other side cannot have chosen.
    bad_message_id,
    /// A message from the distant past or future.
    bad_time,
    /// A malformed container.
    bad_container,
    /// A gzip stream that is broken, empty or followed by other bytes.
    bad_gzip,
    /// A gzip stream with an unreasonable unpacked size.
    gzip_too_large,

    /// A query that is too large for one message.
    query_too_large,
    /// Too many queries are waiting.
    too_many_queries,
    /// The server rejected one query too often.
    too_many_rejections,
    /// The server does not repeat an answer that got lost; it does so on a new connection.
    answer_lost,
    /// The server reports that a message violates the protocol, which is a fault of this program.
    message_refused,
    /// The server did not answer a ping.
    no_pong,
    /// It is unknown whether the server executed a query that must not be sent twice.
    fate_unknown,
};

[[nodiscard]] inline const char* category_name(errc) {
    return "awaitgram.mtproto";
}

[[nodiscard]] inline const char* to_string(errc error) {
    switch (error) {
    case errc::no_randomness:
        return "the random source failed";
    case errc::malformed:
        return "malformed MTProto message";
    case errc::unexpected_message:
        return "unexpected MTProto message";
    case errc::wrong_nonce:
        return "key exchange: wrong nonce";
    case errc::no_known_key:
        return "key exchange: the server offers no trusted key";
    case errc::bad_pq:
        return "key exchange: pq is not a product of two different primes";
    case errc::bad_answer:
        return "key exchange: the encrypted answer is wrong";
    case errc::bad_key_hash:
        return "key exchange: the new key's hash is wrong";
    case errc::parameters_refused:
        return "key exchange: the server refused the parameters";
    case errc::too_many_attempts:
        return "key exchange: too many attempts";
    case errc::not_authentic:
        return "a packet is not authentic";
    case errc::bad_length:
        return "a message has an impossible length";
    case errc::wrong_session:
        return "a message belongs to another session";
    case errc::bad_message_id:
        return "a message has an impossible id";
    case errc::bad_time:
        return "a message comes from the distant past or future";
    case errc::bad_container:
        return "a message container is malformed";
    case errc::bad_gzip:
        return "a gzip stream is broken";
    case errc::gzip_too_large:
        return "a gzip stream unpacks to too many bytes";
    case errc::query_too_large:
        return "the query is too large for one message";
    case errc::too_many_queries:
        return "too many queries are waiting";
    case errc::too_many_rejections:
        return "the server rejected the query too often";
    case errc::answer_lost:
        return "the server does not repeat an answer that got lost";
    case errc::message_refused:
        return "the server refused a message as malformed";
    case errc::no_pong:
        return "the server did not answer a ping";
    case errc::fate_unknown:
        return "it is unknown whether the server executed the query";
    }
    return "unknown MTProto error";
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

} // namespace awaitgram::mtproto

template <>
struct std::is_error_code_enum<awaitgram::mtproto::errc> : std::true_type {};
