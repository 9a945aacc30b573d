// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::mtproto {

/// What can go wrong between two MTProto peers.
enum class errc {
    /// The random source gave no bytes.
    no_randomness = 1,
    /// A message doesn't have the form that its constructor promises.
    malformed,
    /// A message that doesn't belong here: a later step, an encrypted packet, another conversation's reply.
    unexpected_message,

    /// Key exchange: a nonce isn't the one that was agreed.
    wrong_nonce,
    /// Key exchange: none of the server's keys is one that is trusted here.
    no_known_key,
    /// Key exchange: `pq` isn't the product of two different primes.
    bad_pq,
    /// Key exchange: the encrypted answer doesn't hold what it should.
    bad_answer,
    /// Key exchange: the hash that confirms the key is wrong.
    bad_key_hash,
    /// Key exchange: the server refused the parameters.
    parameters_refused,
    /// Key exchange: the server wants yet another attempt.
    too_many_attempts,

    /// A packet that wasn't sealed with this key by the other side, or was altered on its way.
    not_authentic,
    /// A sealed message whose length or padding is impossible.
    bad_length,
    /// A message of another session.
    wrong_session,
    /// A message id that the other side can't have chosen.
    bad_message_id,
    /// A message so old that nobody remembers whether it was seen.
    too_old,
    /// A message from the distant past or future.
    bad_time,
    /// A container that breaks its own rules.
    bad_container,
    /// A gzip stream that is broken, empty or followed by something.
    bad_gzip,
    /// A gzip stream that would unpack to an unreasonable size.
    gzip_too_large,

    /// A query larger than one message may be.
    query_too_large,
    /// More queries than may wait at a time.
    too_many_queries,
    /// The server rejected one query again and again.
    too_many_rejections,
    /// The server says that a message breaks the rules: the fault is in this program.
    message_refused,
    /// The server didn't answer a ping.
    no_pong,
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
        return "key exchange: the server offers no key that is trusted here";
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
    case errc::too_old:
        return "a message is too old to know whether it was seen";
    case errc::bad_time:
        return "a message comes from the distant past or future";
    case errc::bad_container:
        return "a message container is malformed";
    case errc::bad_gzip:
        return "a gzip stream is broken";
    case errc::gzip_too_large:
        return "a gzip stream unpacks to too much";
    case errc::query_too_large:
        return "the query is too large for one message";
    case errc::too_many_queries:
        return "too many queries are waiting";
    case errc::too_many_rejections:
        return "the server rejected the query too often";
    case errc::message_refused:
        return "the server refused a message as malformed";
    case errc::no_pong:
        return "the server did not answer a ping";
    }
    return "unknown MTProto error";
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

} // namespace awaitgram::mtproto

template <>
struct std::is_error_code_enum<awaitgram::mtproto::errc> : std::true_type {};
