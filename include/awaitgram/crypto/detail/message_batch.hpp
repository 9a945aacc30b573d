// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/detail/ige_jobs.hpp>
#include <awaitgram/crypto/detail/message_hasher.hpp>
#include <awaitgram/crypto/detail/message_ni.hpp>
#include <awaitgram/crypto/message_cipher.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace awaitgram::crypto::detail {

/// A batch of messages on a machine with AES instructions: ciphers in lanes, and hashes two at a time if it has SHA
/// instructions, too.
class message_batch {
public:
    static constexpr std::size_t most = 64;

    /// The number of messages in a batch: few enough to stay in the cache from one step to the next, but enough for all
    /// lanes.
    static std::size_t choose(std::span<const message_job> jobs) noexcept {
        constexpr std::size_t cached = 256 * 1024;
        std::size_t bytes = 0;
        for (std::size_t i = 0; i != jobs.size(); ++i) {
            if (i == most || (i != 0 && i % most_lanes == 0 && bytes >= cached))
                return i;
            bytes += jobs[i].message.size();
        }
        return jobs.size();
    }

    explicit message_batch(std::span<message_job> jobs) noexcept : jobs_(jobs), has_(cpu()) {}
    message_batch(const message_batch&) = delete;
    message_batch& operator=(const message_batch&) = delete;
    ~message_batch() {
        OPENSSL_cleanse(aes_, jobs_.size() * sizeof *aes_);
        OPENSSL_cleanse(hashes_, jobs_.size() * sizeof *hashes_);
    }

    /// Computes the message key of each message.
    void hash() {
        if (has_.sha)
            return hash_by_instructions();
        for (std::size_t i = 0; i != jobs_.size(); ++i) {
            message_hasher hasher;
            computed_keys_[i] = hash_message(hasher, jobs_[i].key, jobs_[i].message, jobs_[i].way);
        }
    }

    /// The message key that `hash` computed.
    [[nodiscard]] const message_key& computed_key(std::size_t at) const noexcept {
        return computed_keys_[at];
    }

    /// Encrypts or decrypts all messages with the keys derived from their message keys.
    template <ige_way Way>
    void cipher() {
        lane_job work[most];
        for (std::size_t i = 0; i != jobs_.size(); ++i) {
            const auto& job = jobs_[i];
            if (has_.sha)
                key_derivation{job.key, job.msg_key, job.way}.write(aes_[i]);
            else {
                message_hasher hasher;
                const auto aes = derive(hasher, job.key, job.msg_key, job.way);
                std::memcpy(aes_[i].key, aes.key.data(), 32);
                std::memcpy(aes_[i].iv, aes.iv.data(), 32);
            }
            work[i] = {job.message.data(), job.message.size() / 16, aes_[i].key, aes_[i].iv};
        }
        run_jobs<Way>(longest_first({work, jobs_.size()}));
    }

private:
    void hash_by_instructions() noexcept {
        sha_piece pieces[most];
        for (std::size_t i = 0; i != jobs_.size(); ++i) {
            const auto& job = jobs_[i];
            hashes_[i].begin(hash_part(job.key, job.way), job.message);
            pieces[i] = {&hashes_[i].state, hashes_[i].block, 1};
        }
        sha_pieces({pieces, jobs_.size()});
        for (std::size_t i = 0; i != jobs_.size(); ++i)
            pieces[i] = {
                &hashes_[i].state,
                jobs_[i].message.data() + message_hash::inner_offset,
                message_hash::inner_blocks(jobs_[i].message.size())};
        sha_pieces({pieces, jobs_.size()});
        for (std::size_t i = 0; i != jobs_.size(); ++i) {
            hashes_[i].make_last(jobs_[i].message);
            pieces[i] = {&hashes_[i].state, hashes_[i].block, 1};
        }
        sha_pieces({pieces, jobs_.size()});
        for (std::size_t i = 0; i != jobs_.size(); ++i) {
            std::array<std::uint8_t, 32> digest;
            sha_digest(hashes_[i].state, digest.data());
            computed_keys_[i] = middle_of(digest);
        }
    }

    std::span<message_job> jobs_;
    cpu_features has_;
    message_key computed_keys_[most];
    // Only as many as there are jobs are used and wiped.
    raw_message_aes aes_[most];
    message_hash hashes_[most];
};

} // namespace awaitgram::crypto::detail
