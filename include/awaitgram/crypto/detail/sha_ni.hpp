// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/detail/simd.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

// SHA-256 with the instructions of x86. Requires `cpu().sha`.
//
// These instructions have no form that clears the upper halves of registers. If wider code left values there, each
// instruction depends on them, and the code runs sixty times slower. So no function here may use registers wider than
// 16 bytes, and those called from elsewhere first clear the upper halves if the program is compiled for machines that
// have them.

#define AWAITGRAM_SHA_NI __attribute__((target("sse4.1,aes,sha"), noinline))
#define AWAITGRAM_SHA_NI_INLINE __attribute__((target("sse4.1,aes,sha"), always_inline)) inline

namespace awaitgram::crypto::detail {

AWAITGRAM_SHA_NI_INLINE void clear_upper_halves() noexcept {
#ifdef __AVX__
    __asm__ volatile("vzeroupper");
#endif
}

alignas(64) inline constexpr std::uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/// The state of a hash, in the word order of the instructions.
struct sha_state {
    vec128 abef;
    vec128 cdgh;
};

AWAITGRAM_SHA_NI_INLINE sha_state sha_start() noexcept {
    return {
        vec128{0x510e527f9b05688c, 0x6a09e667bb67ae85},
        vec128{0x1f83d9ab5be0cd19, 0x3c6ef372a54ff53a}};
}

/// Reverses the bytes of big-endian words.
AWAITGRAM_SHA_NI_INLINE vec128 swap_bytes(vec128 words) noexcept {
    return pick_bytes(words, vec128{0x0405060700010203, 0x0c0d0e0f08090a0b});
}

/// The digest: eight big-endian words.
AWAITGRAM_SHA_NI_INLINE void sha_write(sha_state state, std::uint8_t* digest) noexcept {
    const auto abef = pick_words<3, 2, 1, 0>(state.abef); // now the word A comes first
    const auto cdgh = pick_words<3, 2, 1, 0>(state.cdgh);
    auto* const out = reinterpret_cast<vec128*>(digest);
    store_block(out, swap_bytes(__builtin_shufflevector(abef, cdgh, 0, 2)));
    store_block(out + 1, swap_bytes(__builtin_shufflevector(abef, cdgh, 1, 3)));
}

/// A block of 64 bytes being hashed: sixteen steps of four rounds each.
struct sha_block {
    sha_state state;
    vec128 words[4];

    AWAITGRAM_SHA_NI_INLINE explicit sha_block(sha_state before) noexcept : state(before) {}

    /// The words of the first four steps come from `data`; each step computes part of the words of later ones.
    template <std::size_t Step>
    AWAITGRAM_SHA_NI_INLINE void step(const std::uint8_t* data) noexcept {
        constexpr auto now = Step % 4;
        constexpr auto next = (Step + 1) % 4;
        constexpr auto before = (Step + 3) % 4;
        if constexpr (Step < 4) {
            const auto* const bytes = reinterpret_cast<const vec128*>(data) + Step;
            words[now] = swap_bytes(load_block(bytes));
        }
        const auto constants = reinterpret_cast<const vec128*>(sha256_constants)[Step];
        const auto sum = add_words(words[now], constants);
        state.cdgh = sha_rounds(state.cdgh, state.abef, sum);
        if constexpr (Step >= 3 && Step < 15) {
            const auto middle = three_words_and_one(words[before], words[now]);
            words[next] = sha_message_2(add_words(words[next], middle), words[now]);
        }
        state.abef = sha_rounds(state.abef, state.cdgh, pick_words<2, 3, 0, 0>(sum));
        if constexpr (Step >= 1 && Step < 13)
            words[before] = sha_message_1(words[before], words[now]);
    }

    AWAITGRAM_SHA_NI_INLINE sha_state after(sha_state before) const noexcept {
        return {add_words(state.abef, before.abef), add_words(state.cdgh, before.cdgh)};
    }
};

/// Hashes whole blocks of 64 bytes.
AWAITGRAM_SHA_NI AWAITGRAM_DECL void
sha_blocks(sha_state& state, const std::uint8_t* data, std::size_t blocks) noexcept {
    clear_upper_halves();
    auto now = state;
    for (; blocks != 0; --blocks, data += 64) {
        sha_block work{now};
        work.step<0>(data);
        work.step<1>(data);
        work.step<2>(data);
        work.step<3>(data);
        work.step<4>(data);
        work.step<5>(data);
        work.step<6>(data);
        work.step<7>(data);
        work.step<8>(data);
        work.step<9>(data);
        work.step<10>(data);
        work.step<11>(data);
        work.step<12>(data);
        work.step<13>(data);
        work.step<14>(data);
        work.step<15>(data);
        now = work.after(now);
    }
    state = now;
}

/// A step of each of two hashes: each waits for its own rounds most of the time.
template <std::size_t Step>
AWAITGRAM_SHA_NI_INLINE void step_both(
    sha_block& left, const std::uint8_t* of_left, sha_block& right, const std::uint8_t* of_right
) noexcept {
    left.step<Step>(of_left);
    right.step<Step>(of_right);
}

/// Hashes the same number of blocks of two messages, which takes little longer than of one.
AWAITGRAM_SHA_NI AWAITGRAM_DECL void sha_blocks_of_two(
    sha_state& left,
    const std::uint8_t* of_left,
    sha_state& right,
    const std::uint8_t* of_right,
    std::size_t blocks
) noexcept {
    clear_upper_halves();
    auto left_now = left;
    auto right_now = right;
    for (; blocks != 0; --blocks, of_left += 64, of_right += 64) {
        sha_block one{left_now};
        sha_block two{right_now};
        step_both<0>(one, of_left, two, of_right);
        step_both<1>(one, of_left, two, of_right);
        step_both<2>(one, of_left, two, of_right);
        step_both<3>(one, of_left, two, of_right);
        step_both<4>(one, of_left, two, of_right);
        step_both<5>(one, of_left, two, of_right);
        step_both<6>(one, of_left, two, of_right);
        step_both<7>(one, of_left, two, of_right);
        step_both<8>(one, of_left, two, of_right);
        step_both<9>(one, of_left, two, of_right);
        step_both<10>(one, of_left, two, of_right);
        step_both<11>(one, of_left, two, of_right);
        step_both<12>(one, of_left, two, of_right);
        step_both<13>(one, of_left, two, of_right);
        step_both<14>(one, of_left, two, of_right);
        step_both<15>(one, of_left, two, of_right);
        left_now = one.after(left_now);
        right_now = two.after(right_now);
    }
    left = left_now;
    right = right_now;
}

/// Writes the digest.
AWAITGRAM_SHA_NI AWAITGRAM_DECL void
sha_digest(const sha_state& state, std::uint8_t* digest) noexcept {
    clear_upper_halves();
    sha_write(state, digest);
}

/// Begins a hash.
AWAITGRAM_SHA_NI AWAITGRAM_DECL void sha_begin(sha_state& state) noexcept {
    state = sha_start();
}

/// Blocks of 64 bytes to add to a hash.
struct sha_piece {
    sha_state* state;
    const std::uint8_t* data;
    std::size_t blocks;
};

/// Hashes pieces of different messages, two at a time.
AWAITGRAM_DECL void sha_pieces(std::span<sha_piece> pieces) noexcept {
    std::size_t next = 0;
    sha_piece none{};
    auto* left = &none;
    auto* right = &none;
    for (;;) {
        while (left->blocks == 0 && next != pieces.size())
            left = &pieces[next++];
        while (right->blocks == 0 && next != pieces.size())
            right = &pieces[next++];
        if (left->blocks == 0 || right->blocks == 0)
            break;
        const auto blocks = left->blocks < right->blocks ? left->blocks : right->blocks;
        sha_blocks_of_two(*left->state, left->data, *right->state, right->data, blocks);
        for (auto* const side : {left, right}) {
            side->data += blocks * 64;
            side->blocks -= blocks;
        }
    }
    for (auto* const side : {left, right})
        if (side->blocks != 0)
            sha_blocks(*side->state, side->data, side->blocks);
}

} // namespace awaitgram::crypto::detail
