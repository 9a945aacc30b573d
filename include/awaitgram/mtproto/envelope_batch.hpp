// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/message_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/error.hpp>

#include <cstddef>
#include <span>
#include <system_error>

namespace awaitgram::mtproto {

/// One of many packets to open, each with its own key.
struct packet_to_open {
    const crypto::auth_key& key;
    crypto::direction direction{};
    /// Decrypted in place.
    byte_span packet;
    /// The result, as from `open`.
    result<opened_message> opened = failure(make_error_code(errc::not_authentic));
};

/// Opens many packets at once, each as `open` does, in a fraction of the time of opening them one by one.
AWAITGRAM_DECL void open_many(std::span<packet_to_open> packets);

/// One of many packets to seal, each with its own key.
struct packet_to_seal {
    const crypto::auth_key& key;
    crypto::direction direction{};
    message_header header;
    /// The body is already at `envelope_overhead` bytes after `start`. No two packets share a buffer.
    byte_buffer& packet;
    std::size_t start = 0;
    /// The result, as from `seal_in_place`.
    std::error_code error{};
};

/// Seals many packets at once, each as `seal_in_place` does, in a fraction of the time of sealing them one by one.
AWAITGRAM_DECL void seal_many(std::span<packet_to_seal> packets, crypto::random_source& random);

} // namespace awaitgram::mtproto
