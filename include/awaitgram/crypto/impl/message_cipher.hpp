// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/detail/cpu.hpp>
#include <awaitgram/crypto/detail/message_hasher.hpp>
#include <awaitgram/crypto/message_cipher.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <awaitgram/crypto/detail/message_batch.hpp>
#endif

// Whole messages: with the machine's instructions if it has both AES and SHA, otherwise with OpenSSL's hash and the
// best available cipher.

namespace awaitgram::crypto {

namespace detail {

inline message_key
encrypt_with_openssl_hash(const auth_key& key, byte_span message, direction way) {
    message_hasher hasher;
    const auto msg_key = hash_message(hasher, key, message, way);
    const auto aes = derive(hasher, key, msg_key, way);
    ige_encrypt(message, aes.key, aes.iv);
    return msg_key;
}

/// Decrypts a message and returns the message key computed from its contents.
inline message_key decrypt_with_openssl_hash(
    const auth_key& key, const message_key& msg_key, byte_span message, direction way
) {
    constexpr std::size_t most = 4096; // hashed while still in the L1 cache
    message_hasher hasher;
    auto aes = derive(hasher, key, msg_key, way);
    hasher.add(hash_part(key, way));
    while (!message.empty()) {
        const auto now = message.first(message.size() < most ? message.size() : most);
        const auto last_block = now.last(16);
        ige_iv next;
        std::memcpy(next.data(), last_block.data(), 16);
        ige_decrypt(now, aes.key, aes.iv);
        std::memcpy(next.data() + 16, last_block.data(), 16);
        hasher.add(now);
        aes.iv = next;
        message = message.subspan(now.size());
    }
    return middle_of(hasher.finish());
}

/// An unauthentic plaintext is garbage, or the original with alterations; it must not be revealed.
inline bool reveal(bool authentic, byte_span message) noexcept {
    if (!authentic)
        std::fill(message.begin(), message.end(), std::uint8_t{0});
    return authentic;
}

#if defined(__x86_64__)
/// The fast paths cannot hash messages below this size; Telegram has no such messages.
inline constexpr std::size_t least_message = 32;

inline bool by_instructions(const cpu_features& has, byte_view message) noexcept {
    return has.aes && has.sha && message.size() >= least_message;
}

inline bool fit_for_batches(std::span<const message_job> jobs) noexcept {
    return cpu().aes && std::all_of(jobs.begin(), jobs.end(), [](const auto& job) {
               return job.message.size() >= least_message;
           });
}
#endif

} // namespace detail

AWAITGRAM_DECL message_key encrypt_message(const auth_key& key, byte_span message, direction way) {
    assert(message.size() % 16 == 0);
#if defined(__x86_64__)
    if (detail::by_instructions(detail::cpu(), message))
        return detail::encrypt_message_ni(key, message, way);
#endif
    return detail::encrypt_with_openssl_hash(key, message, way);
}

AWAITGRAM_DECL bool
decrypt_message(const auth_key& key, const message_key& msg_key, byte_span message, direction way) {
    assert(message.size() % 16 == 0);
#if defined(__x86_64__)
    if (detail::by_instructions(detail::cpu(), message)) {
        const auto computed = detail::decrypt_message_ni(key, msg_key, message, way);
        return detail::reveal(equal(computed, msg_key), message);
    }
#endif
    const auto computed = detail::decrypt_with_openssl_hash(key, msg_key, message, way);
    return detail::reveal(equal(computed, msg_key), message);
}

AWAITGRAM_DECL void encrypt_messages(std::span<message_job> jobs) {
#if defined(__x86_64__)
    while (jobs.size() > 1 && detail::fit_for_batches(jobs)) {
        const auto now = jobs.first(detail::message_batch::choose(jobs));
        detail::message_batch batch{now};
        batch.hash();
        for (std::size_t i = 0; i != now.size(); ++i)
            now[i].msg_key = batch.computed_key(i);
        batch.cipher<detail::ige_way::encrypt>();
        jobs = jobs.subspan(now.size());
    }
#endif
    for (auto& job : jobs)
        job.msg_key = encrypt_message(job.key, job.message, job.way);
}

AWAITGRAM_DECL void decrypt_messages(std::span<message_job> jobs) {
#if defined(__x86_64__)
    while (jobs.size() > 1 && detail::fit_for_batches(jobs)) {
        const auto now = jobs.first(detail::message_batch::choose(jobs));
        detail::message_batch batch{now};
        batch.cipher<detail::ige_way::decrypt>();
        batch.hash();
        for (std::size_t i = 0; i != now.size(); ++i)
            now[i].authentic =
                detail::reveal(equal(batch.computed_key(i), now[i].msg_key), now[i].message);
        jobs = jobs.subspan(now.size());
    }
#endif
    for (auto& job : jobs)
        job.authentic = decrypt_message(job.key, job.msg_key, job.message, job.way);
}

} // namespace awaitgram::crypto
