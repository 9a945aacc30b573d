// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/detail/aes_ni.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

// Many independent streams at once: one stream waits for each of its rounds, and others use that time.

#define AWAITGRAM_VAES_256 __attribute__((target("avx2,vaes,aes")))
#define AWAITGRAM_VAES_512 __attribute__((target("avx512f,avx2,vaes,aes")))
#define AWAITGRAM_VAES_256_INLINE __attribute__((target("avx2,vaes,aes"), always_inline)) inline
#define AWAITGRAM_VAES_512_INLINE                                                                  \
    __attribute__((target("avx512f,avx2,vaes,aes"), always_inline)) inline

namespace awaitgram::crypto::detail {

/// The maximal number of streams processed at once.
inline constexpr std::size_t most_lanes = 16;

/// The streams being processed, one per lane. Keys and carries of the lanes are adjacent, so that a wide register loads
/// those of its lanes at once.
struct ige_lanes {
    /// The number of steps that idle lanes can take part in.
    static constexpr std::size_t idle_steps = 64;

    alignas(64) vec128 keys[15][most_lanes];
    alignas(64) vec128 in[most_lanes];
    alignas(64) vec128 out[most_lanes];
    std::uint8_t* data[most_lanes];
    /// The data of idle lanes.
    alignas(64) std::uint8_t idle[idle_steps * 16];

    // Idle lanes have no secrets; the memory that they read only has to exist.
    ige_lanes() noexcept {
        std::memset(keys, 0, sizeof keys);
        std::memset(in, 0, sizeof in);
        std::memset(out, 0, sizeof out);
        std::memset(idle, 0, sizeof idle);
    }
    ige_lanes(const ige_lanes&) = delete;
    ige_lanes& operator=(const ige_lanes&) = delete;
    ~ige_lanes() { OPENSSL_cleanse(this, sizeof *this); }
};

/// One stream to process.
struct lane_job {
    std::uint8_t* data;
    std::size_t blocks;
    const std::uint8_t* key;
    const std::uint8_t* iv;
};

/// Puts `Count` streams into consecutive lanes from this one on.
template <ige_way Way, std::size_t Count>
AWAITGRAM_AES_NI void
start_lanes(ige_lanes& lanes, std::size_t first, const lane_job* jobs) noexcept {
    const std::uint8_t* keys[Count];
    for (std::size_t i = 0; i != Count; ++i) {
        keys[i] = jobs[i].key;
        const auto carry = load_iv<Way>(jobs[i].iv);
        lanes.in[first + i] = carry.in;
        lanes.out[first + i] = carry.out;
        lanes.data[first + i] = jobs[i].data;
    }
    expand_keys<Way, most_lanes>(&lanes.keys[0][first], keys);
}

AWAITGRAM_AES_NI inline void
move_lane(ige_lanes& lanes, std::size_t from, std::size_t to) noexcept {
    for (auto& row : lanes.keys)
        row[to] = row[from];
    lanes.in[to] = lanes.in[from];
    lanes.out[to] = lanes.out[from];
    lanes.data[to] = lanes.data[from];
}

/// Advances the stream in lane 0 by this many blocks.
template <ige_way Way>
AWAITGRAM_AES_NI void run_one_lane(ige_lanes& lanes, std::size_t blocks) noexcept {
    vec128 keys[15];
    for (auto i = 0; i != 15; ++i)
        keys[i] = lanes.keys[i][0];
    ige_carry carry{lanes.in[0], lanes.out[0]};
    ige_blocks<Way>(lanes.data[0], blocks, keys, carry);
    lanes.in[0] = carry.in;
    lanes.out[0] = carry.out;
    lanes.data[0] += blocks * 16;
    OPENSSL_cleanse(keys, sizeof keys);
}

/// Advances the first `Width` lanes by this many blocks, with registers of one block.
template <ige_way Way, std::size_t Width>
AWAITGRAM_AES_NI void run_lanes_128(ige_lanes& lanes, std::size_t blocks) noexcept {
    vec128 state[Width];
    std::uint8_t* data[Width];
    AWAITGRAM_UNROLL(8)
    for (std::size_t i = 0; i != Width; ++i)
        data[i] = lanes.data[i];
    for (std::size_t at = 0; at != blocks * 16; at += 16) {
        AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i) {
            const auto in = load_block(data[i] + at);
            state[i] = (in ^ lanes.out[i]) ^ lanes.keys[0][i];
        }
        AWAITGRAM_UNROLL(13)
        for (auto round = 1; round != 14; ++round)
            AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i)
            state[i] = aes_round<Way>(state[i], lanes.keys[round][i]);
        AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i) {
            auto* const block = reinterpret_cast<vec128*>(data[i] + at);
            const auto fold = lanes.keys[14][i] ^ lanes.in[i];
            lanes.in[i] = load_block(block);
            lanes.out[i] = aes_last_round<Way>(state[i], fold);
            store_block(block, lanes.out[i]);
        }
    }
    AWAITGRAM_UNROLL(8)
    for (std::size_t i = 0; i != Width; ++i)
        lanes.data[i] += blocks * 16;
}

AWAITGRAM_VAES_256_INLINE vec256 gather_256(std::uint8_t* const* data, std::size_t at) noexcept {
    const auto first = load_block(data[0] + at);
    const auto second = load_block(data[1] + at);
    return join_halves(first, second);
}

AWAITGRAM_VAES_256_INLINE void
scatter_256(std::uint8_t* const* data, std::size_t at, vec256 blocks) noexcept {
    store_block(data[0] + at, low_half(blocks));
    store_block(data[1] + at, high_half(blocks));
}

/// Advances the first `2 * Width` lanes by this many blocks, with registers of two blocks.
template <ige_way Way, std::size_t Width>
AWAITGRAM_VAES_256 void run_lanes_256(ige_lanes& lanes, std::size_t blocks) noexcept {
    const auto key = [&lanes](std::size_t round, std::size_t i) {
        return reinterpret_cast<const vec256*>(&lanes.keys[round][2 * i]);
    };
    std::uint8_t* data[2 * Width]; // a copy, so that stores to the data cannot alias it
    AWAITGRAM_UNROLL(8)
    for (std::size_t lane = 0; lane != 2 * Width; ++lane)
        data[lane] = lanes.data[lane];
    vec256 in_before[Width];
    vec256 in[Width];
    vec256 state[Width];
    AWAITGRAM_UNROLL(8)
    for (std::size_t i = 0; i != Width; ++i) {
        in_before[i] = *reinterpret_cast<const vec256*>(&lanes.in[2 * i]);
        in[i] = gather_256(data + 2 * i, 0);
        const auto out = *reinterpret_cast<const vec256*>(&lanes.out[2 * i]);
        state[i] = (in[i] ^ out) ^ *key(0, i);
    }
    for (std::size_t at = 0;;) {
        AWAITGRAM_UNROLL(13)
        for (std::size_t round = 1; round != 14; ++round)
            AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i) {
            const auto round_key = *key(round, i);
            if constexpr (Way == ige_way::encrypt)
                state[i] = aes_encrypt(state[i], round_key);
            else
                state[i] = aes_decrypt(state[i], round_key);
        }
        const auto last = at + 16 == blocks * 16;
        AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i) {
            const auto fold = *key(14, i) ^ in_before[i];
            if constexpr (Way == ige_way::encrypt)
                state[i] = aes_encrypt_last(state[i], fold);
            else
                state[i] = aes_decrypt_last(state[i], fold);
            scatter_256(data + 2 * i, at, state[i]);
            in_before[i] = in[i];
        }
        if (last)
            break;
        at += 16;
        AWAITGRAM_UNROLL(8)
        for (std::size_t i = 0; i != Width; ++i) {
            in[i] = gather_256(data + 2 * i, at);
            state[i] = state[i] ^ (in[i] ^ *key(0, i));
        }
    }
    AWAITGRAM_UNROLL(8)
    for (std::size_t i = 0; i != Width; ++i) {
        *reinterpret_cast<vec256*>(&lanes.in[2 * i]) = in_before[i];
        *reinterpret_cast<vec256*>(&lanes.out[2 * i]) = state[i];
    }
    for (std::size_t lane = 0; lane != 2 * Width; ++lane)
        lanes.data[lane] += blocks * 16;
    leave_wide_registers();
}

AWAITGRAM_VAES_512_INLINE vec512 gather_512(std::uint8_t* const* data, std::size_t at) noexcept {
    const auto low = gather_256(data, at);
    const auto high = gather_256(data + 2, at);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}

AWAITGRAM_VAES_512_INLINE void
scatter_512(std::uint8_t* const* data, std::size_t at, vec512 blocks) noexcept {
    scatter_256(data, at, __builtin_shufflevector(blocks, blocks, 0, 1, 2, 3));
    scatter_256(data + 2, at, __builtin_shufflevector(blocks, blocks, 4, 5, 6, 7));
}

/// Advances the first `4 * Width` lanes by this many blocks, with registers of four blocks.
template <ige_way Way, std::size_t Width>
AWAITGRAM_VAES_512 void run_lanes_512(ige_lanes& lanes, std::size_t blocks) noexcept {
    const auto key = [&lanes](std::size_t round, std::size_t i) {
        return reinterpret_cast<const vec512*>(&lanes.keys[round][4 * i]);
    };
    std::uint8_t* data[4 * Width]; // a copy, so that stores to the data cannot alias it
    AWAITGRAM_UNROLL(16)
    for (std::size_t lane = 0; lane != 4 * Width; ++lane)
        data[lane] = lanes.data[lane];
    vec512 in_before[Width];
    vec512 in[Width];
    vec512 state[Width];
    AWAITGRAM_UNROLL(4)
    for (std::size_t i = 0; i != Width; ++i) {
        in_before[i] = *reinterpret_cast<const vec512*>(&lanes.in[4 * i]);
        in[i] = gather_512(data + 4 * i, 0);
        const auto out = *reinterpret_cast<const vec512*>(&lanes.out[4 * i]);
        state[i] = (in[i] ^ out) ^ *key(0, i);
    }
    for (std::size_t at = 0;;) {
        const auto last = at + 16 == blocks * 16;
        vec512 into_next[Width];
        vec512 fold[Width];
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Width; ++i) {
            const auto next = last ? in[i] : gather_512(data + 4 * i, at + 16);
            into_next[i] = next ^ *key(0, i);
            fold[i] = xor_of_three(*key(14, i), in_before[i], into_next[i]);
            in_before[i] = in[i];
            in[i] = next;
        }
        AWAITGRAM_UNROLL(13)
        for (std::size_t round = 1; round != 14; ++round)
            AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Width; ++i) {
            const auto round_key = *key(round, i);
            if constexpr (Way == ige_way::encrypt)
                state[i] = aes_encrypt(state[i], round_key);
            else
                state[i] = aes_decrypt(state[i], round_key);
        }
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Width; ++i) {
            if constexpr (Way == ige_way::encrypt)
                state[i] = aes_encrypt_last(state[i], fold[i]);
            else
                state[i] = aes_decrypt_last(state[i], fold[i]);
            scatter_512(data + 4 * i, at, state[i] ^ into_next[i]);
        }
        at += 16;
        if (!last)
            continue;
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Width; ++i) {
            *reinterpret_cast<vec512*>(&lanes.in[4 * i]) = in_before[i];
            *reinterpret_cast<vec512*>(&lanes.out[4 * i]) = state[i] ^ into_next[i];
        }
        break;
    }
    for (std::size_t lane = 0; lane != 4 * Width; ++lane)
        lanes.data[lane] += blocks * 16;
    leave_wide_registers();
}

} // namespace awaitgram::crypto::detail
