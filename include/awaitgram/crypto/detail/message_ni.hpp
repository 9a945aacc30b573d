// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/detail/aes_ni.hpp>
#include <awaitgram/crypto/detail/sha_ni.hpp>
#include <awaitgram/crypto/message_key.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Messages on a machine with both AES and SHA instructions.

namespace awaitgram::crypto::detail {

/// The AES key and iv of a message; the owner has to wipe them.
struct raw_message_aes {
    std::uint8_t key[32];
    std::uint8_t iv[32];
};

/// The hash of 32 bytes of the authorisation key and a message, in blocks. The first and the last block are assembled
/// here; the blocks between are in the message. The owner has to wipe it.
struct message_hash {
    sha_state state;
    alignas(16) std::uint8_t block[64];

    /// The start of the blocks that are in the message.
    static constexpr std::size_t inner_offset = 32;
    static std::size_t inner_blocks(std::size_t size) noexcept {
        return (size - inner_offset) / 64;
    }

    /// Assembles the first block.
    void begin(byte_view hash_part, byte_view message) noexcept {
        sha_begin(state);
        std::memcpy(block, hash_part.data(), 32);
        std::memcpy(block + 32, message.data(), 32);
    }

    /// Assembles the last block: at most 48 bytes are left, so there is always room for the length.
    void make_last(byte_view message) noexcept {
        const auto rest = message.subspan(inner_offset + inner_blocks(message.size()) * 64);
        std::memset(block, 0, 64);
        std::memcpy(block, rest.data(), rest.size());
        block[rest.size()] = 0x80;
        store_le(block + 56, __builtin_bswap64((message.size() + 32) * 8));
    }

    /// Hashes the last block.
    std::array<std::uint8_t, 32> finish(byte_view message) noexcept {
        make_last(message);
        sha_blocks(state, block, 1);
        std::array<std::uint8_t, 32> digest;
        sha_digest(state, digest.data());
        return digest;
    }
};

/// The two hashes that a message's AES key and iv consist of.
struct key_derivation {
    sha_state states[2];
    alignas(16) std::uint8_t blocks[2][64];

    key_derivation(const auth_key& key, const message_key& msg_key, direction way) noexcept {
        const auto* const part = key.bytes().data() + key_offset(way);
        sha_begin(states[0]);
        sha_begin(states[1]);
        std::memcpy(blocks[0], msg_key.data(), 16);
        std::memcpy(blocks[0] + 16, part, 36);
        std::memcpy(blocks[1], part + 40, 36);
        std::memcpy(blocks[1] + 36, msg_key.data(), 16);
        for (auto& block : blocks) {
            std::memset(block + 52, 0, 12);
            block[52] = 0x80;
            store_le(block + 56, __builtin_bswap64(std::uint64_t{52 * 8}));
        }
        sha_blocks_of_two(states[0], blocks[0], states[1], blocks[1], 1);
    }
    key_derivation(const key_derivation&) = delete;
    key_derivation& operator=(const key_derivation&) = delete;
    ~key_derivation() { OPENSSL_cleanse(this, sizeof *this); }

    /// May be called only once: it overwrites `blocks`.
    void write(raw_message_aes& aes) noexcept {
        auto* const a = blocks[0];
        auto* const b = blocks[1];
        sha_digest(states[0], a);
        sha_digest(states[1], b);
        std::memcpy(aes.key, a, 8);
        std::memcpy(aes.key + 8, b + 8, 16);
        std::memcpy(aes.key + 24, a + 24, 8);
        std::memcpy(aes.iv, b, 8);
        std::memcpy(aes.iv + 8, a + 8, 16);
        std::memcpy(aes.iv + 24, b + 24, 8);
    }
};

/// A quarter of the work on 64 bytes: decrypts one block and does four steps of the hash of the previous 64 bytes.
/// Neither alone uses all of the processor, because each round waits for the one before.
template <std::size_t Quarter>
AWAITGRAM_SHA_NI_INLINE void decrypt_block_and_hash(
    vec128*& block,
    const vec128* k,
    vec128& state,
    vec128& in_before,
    vec128& in,
    vec128 next,
    vec128 outer,
    sha_block& hash,
    const std::uint8_t* hashed
) noexcept {
    constexpr auto way = ige_way::decrypt;
    const auto fold = (outer ^ in_before) ^ next;
    state = aes_round<way>(state, k[1]);
    state = aes_round<way>(state, k[2]);
    hash.step<Quarter * 4>(hashed);
    state = aes_round<way>(state, k[3]);
    state = aes_round<way>(state, k[4]);
    state = aes_round<way>(state, k[5]);
    state = aes_round<way>(state, k[6]);
    hash.step<Quarter * 4 + 1>(hashed);
    state = aes_round<way>(state, k[7]);
    state = aes_round<way>(state, k[8]);
    state = aes_round<way>(state, k[9]);
    hash.step<Quarter * 4 + 2>(hashed);
    state = aes_round<way>(state, k[10]);
    state = aes_round<way>(state, k[11]);
    state = aes_round<way>(state, k[12]);
    state = aes_round<way>(state, k[13]);
    hash.step<Quarter * 4 + 3>(hashed);
    state = aes_last_round<way>(state, fold);
    store_block(block, state ^ (next ^ k[0]));
    ++block;
    in_before = in;
    in = next;
}

/// Decrypts `groups` of 64 bytes and hashes as many: those that `hashed` points to, then each group but the last.
AWAITGRAM_SHA_NI AWAITGRAM_DECL void decrypt_and_hash(
    std::uint8_t* data,
    std::size_t groups,
    const vec128* k,
    ige_carry& carry,
    sha_state& hash,
    const std::uint8_t* hashed
) noexcept {
    clear_upper_halves();
    if (groups == 0)
        return;
    auto* block = reinterpret_cast<vec128*>(data);
    auto* const last = block + groups * 4 - 1;
    const auto outer = k[0] ^ k[14];
    auto before = hash;
    auto in_before = carry.in;
    auto in = load_block(block);
    auto state = (in ^ k[0]) ^ carry.out;
    for (;;) {
        const auto* const group = reinterpret_cast<const std::uint8_t*>(block);
        const auto ends = block + 3 == last;
        sha_block work{before};
        auto next = load_block(block + 1);
        decrypt_block_and_hash<0>(block, k, state, in_before, in, next, outer, work, hashed);
        next = load_block(block + 1);
        decrypt_block_and_hash<1>(block, k, state, in_before, in, next, outer, work, hashed);
        next = load_block(block + 1);
        decrypt_block_and_hash<2>(block, k, state, in_before, in, next, outer, work, hashed);
        next = ends ? vec128{} : load_block(block + 1);
        decrypt_block_and_hash<3>(block, k, state, in_before, in, next, outer, work, hashed);
        before = work.after(before);
        hashed = group;
        if (ends)
            break;
    }
    hash = before;
    carry = {in_before, load_block(last)};
}

/// All secrets of the work on one message, wiped together.
struct message_work {
    raw_message_aes aes;
    vec128 keys[15];
    message_hash hash;

    message_work() = default;
    message_work(const message_work&) = delete;
    message_work& operator=(const message_work&) = delete;
    ~message_work() { OPENSSL_cleanse(this, sizeof *this); }
};

/// Decrypts a message and returns the message key computed from its contents.
AWAITGRAM_AES_NI AWAITGRAM_DECL message_key decrypt_message_ni(
    const auth_key& key, const message_key& msg_key, byte_span message, direction way
) noexcept {
    auto* const inner = message.data() + message_hash::inner_offset;
    const auto groups = message_hash::inner_blocks(message.size());
    const auto blocks_left = (message.size() - message_hash::inner_offset) / 16 - groups * 4;
    message_work work;
    auto& hash = work.hash;
    key_derivation{key, msg_key, way}.write(work.aes);
    expand_key<ige_way::decrypt>(work.keys, work.aes.key);
    auto carry = load_iv<ige_way::decrypt>(work.aes.iv);
    ige_blocks<ige_way::decrypt>(message.data(), 2, work.keys, carry);
    hash.begin(hash_part(key, way), message);
    decrypt_and_hash(inner, groups, work.keys, carry, hash.state, hash.block);
    ige_blocks<ige_way::decrypt>(inner + groups * 64, blocks_left, work.keys, carry);
    sha_blocks(hash.state, groups == 0 ? hash.block : inner + (groups - 1) * 64, 1);
    return middle_of(hash.finish(message));
}

/// Encrypts a message and returns its message key.
AWAITGRAM_AES_NI AWAITGRAM_DECL message_key
encrypt_message_ni(const auth_key& key, byte_span message, direction way) noexcept {
    const auto* const inner = message.data() + message_hash::inner_offset;
    message_work work;
    auto& hash = work.hash;
    hash.begin(hash_part(key, way), message);
    sha_blocks(hash.state, hash.block, 1);
    sha_blocks(hash.state, inner, message_hash::inner_blocks(message.size()));
    const auto msg_key = middle_of(hash.finish(message));
    key_derivation{key, msg_key, way}.write(work.aes);
    expand_key<ige_way::encrypt>(work.keys, work.aes.key);
    auto carry = load_iv<ige_way::encrypt>(work.aes.iv);
    ige_blocks<ige_way::encrypt>(message.data(), message.size() / 16, work.keys, carry);
    return msg_key;
}

} // namespace awaitgram::crypto::detail
