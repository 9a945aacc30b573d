// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/message_key.hpp>

#include <span>

namespace awaitgram::crypto {

/// Encrypts a message in place and returns its message key, which the other side needs to decrypt it.
///
/// Shape: the whole plaintext with its padding, a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/description
[[nodiscard]] AWAITGRAM_DECL message_key
encrypt_message(const auth_key& key, byte_span message, direction way);

/// Decrypts a message in place; false when it isn't what was encrypted with this message key: then it is overwritten by zeros.
///
/// Every byte is decrypted and hashed in any case, and the comparison takes constant time.
/// Shape: a multiple of 16 bytes.
/// Spec: https://core.telegram.org/mtproto/security_guidelines
[[nodiscard]] AWAITGRAM_DECL bool
decrypt_message(const auth_key& key, const message_key& msg_key, byte_span message, direction way);

/// A message among several to be encrypted or decrypted in place, each with a key of its own.
struct message_job {
    const auth_key& key;
    direction way{};
    byte_span message;
    /// What decryption needs and encryption writes.
    message_key msg_key{};
    /// What decryption writes: whether the message is what was encrypted; otherwise it is zeros now.
    bool authentic = false;
};

/// Encrypts several messages in less time than one after another.
AWAITGRAM_DECL void encrypt_messages(std::span<message_job> jobs);

/// Decrypts several messages in less time than one after another.
AWAITGRAM_DECL void decrypt_messages(std::span<message_job> jobs);

} // namespace awaitgram::crypto
