// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/message_key.hpp>

#include <span>

namespace awaitgram::crypto {

/// Encrypts a message in place and returns its message key, which is needed to decrypt it.
///
/// Shape: the whole plaintext with its padding, a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/description
[[nodiscard]] AWAITGRAM_DECL message_key
encrypt_message(const auth_key& key, byte_span message, direction way);

/// Decrypts a message in place. Returns false, and overwrites the message with zeros, if it is not authentic.
///
/// All bytes are decrypted and hashed in either case, and the comparison takes constant time.
/// Shape: a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/security_guidelines
[[nodiscard]] AWAITGRAM_DECL bool
decrypt_message(const auth_key& key, const message_key& msg_key, byte_span message, direction way);

/// One of several messages to encrypt or decrypt in place, each with its own key.
struct message_job {
    const auth_key& key;
    direction way{};
    byte_span message;
    /// Input of decryption, output of encryption.
    message_key msg_key{};
    /// Output of decryption: whether the message is authentic; if not, it was overwritten with zeros.
    bool authentic = false;
};

/// Encrypts several messages, faster than one after another.
AWAITGRAM_DECL void encrypt_messages(std::span<message_job> jobs);

/// Decrypts several messages, faster than one after another.
AWAITGRAM_DECL void decrypt_messages(std::span<message_job> jobs);

} // namespace awaitgram::crypto
