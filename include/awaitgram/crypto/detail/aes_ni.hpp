// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

// AES-256 by the instructions of x86, one stream at a time. Everything here runs only where `cpu().aes`.

#define AWAITGRAM_AES_NI __attribute__((target("sse4.1,aes")))
#define AWAITGRAM_AES_NI_INLINE __attribute__((target("sse4.1,aes"), always_inline)) inline

// GCC keeps what a loop indexes in registers only where told to unroll it; Clang does so by itself.
#if defined(__clang__)
#define AWAITGRAM_UNROLL(times)
#else
#define AWAITGRAM_PRAGMA(text) _Pragma(#text)
#define AWAITGRAM_UNROLL(times) AWAITGRAM_PRAGMA(GCC unroll times)
#endif

namespace awaitgram::crypto::detail {

/// Which way a cipher works. What enters a block is the plaintext one way and the ciphertext the other; IGE is the same
/// otherwise: out = E(in ^ out before) ^ in before.
enum class ige_way { encrypt, decrypt };

/// The block that entered and the one that came out last, as the iv of IGE has them.
struct ige_carry {
    __m128i in;
    __m128i out;
};

/// The iv's halves stand for the block before the first: encrypted, then plain.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE ige_carry load_iv(const std::uint8_t* iv) noexcept {
    const auto sealed = _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv));
    const auto plain = _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv + 16));
    if constexpr (Way == ige_way::encrypt)
        return {plain, sealed};
    else
        return {sealed, plain};
}

template <ige_way Way>
AWAITGRAM_AES_NI_INLINE __m128i aes_round(__m128i state, __m128i key) noexcept {
    if constexpr (Way == ige_way::encrypt)
        return _mm_aesenc_si128(state, key);
    else
        return _mm_aesdec_si128(state, key);
}

template <ige_way Way>
AWAITGRAM_AES_NI_INLINE __m128i aes_last_round(__m128i state, __m128i key) noexcept {
    if constexpr (Way == ige_way::encrypt)
        return _mm_aesenclast_si128(state, key);
    else
        return _mm_aesdeclast_si128(state, key);
}

/// Mixes one half of the key schedule with the words that the other half's last one became.
AWAITGRAM_AES_NI_INLINE __m128i mix_round_key(__m128i key, __m128i words) noexcept {
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, words);
}

/// The fifteen round keys of each of `Count` keys: round after round, `Stride` blocks apart, those of all keys side by side.
///
/// The last round of encryption substitutes bytes as AESKEYGENASSIST does, but several times as fast; with one word in all four
/// places its shifting of rows does nothing. Each word still waits for the one before, so that two keys take little longer
/// than one.
template <ige_way Way, std::size_t Stride, std::size_t Count>
AWAITGRAM_AES_NI_INLINE void
expand_keys(__m128i* out, const std::uint8_t* const (&keys)[Count]) noexcept {
    const auto last_word = _mm_set1_epi32(0x0f0e0d0c);
    const auto last_word_turned = _mm_set1_epi32(0x0c0f0e0d);
    __m128i even[Count];
    __m128i odd[Count];
    auto constant = _mm_set1_epi32(1);
    // Decryption uses the keys in the opposite order, all but the outermost through the inverse of mixing columns.
    const auto row = [out](std::size_t at) {
        return out + (Way == ige_way::encrypt ? at : 14 - at) * Stride;
    };
    AWAITGRAM_UNROLL(4)
    for (std::size_t i = 0; i != Count; ++i) {
        even[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(keys[i]));
        odd[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(keys[i] + 16));
        row(0)[i] = even[i];
        row(1)[i] = Way == ige_way::encrypt ? odd[i] : _mm_aesimc_si128(odd[i]);
    }
    for (std::size_t at = 2; at <= 14; at += 2) {
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Count; ++i) {
            const auto word = _mm_shuffle_epi8(odd[i], last_word_turned);
            even[i] = mix_round_key(even[i], _mm_aesenclast_si128(word, constant));
        }
        constant = _mm_slli_epi32(constant, 1);
        if (at == 14)
            break;
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Count; ++i) {
            const auto word = _mm_shuffle_epi8(even[i], last_word);
            odd[i] = mix_round_key(odd[i], _mm_aesenclast_si128(word, _mm_setzero_si128()));
            row(at)[i] = Way == ige_way::encrypt ? even[i] : _mm_aesimc_si128(even[i]);
            row(at + 1)[i] = Way == ige_way::encrypt ? odd[i] : _mm_aesimc_si128(odd[i]);
        }
    }
    AWAITGRAM_UNROLL(4)
    for (std::size_t i = 0; i != Count; ++i)
        row(14)[i] = even[i];
}

/// The fifteen round keys of one key.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE void expand_key(__m128i* out, const std::uint8_t* key) noexcept {
    const std::uint8_t* const keys[1] = {key};
    expand_keys<Way, 1>(out, keys);
}

// One block takes fourteen dependent rounds, and the next block depends on its result, so nothing else may lie on that path.
// The xors between two blocks (the last round key, what IGE adds, the next block, the first round key) are therefore put
// together beforehand and go into the last round, whose result is the next block's state already.

/// Works on this many blocks in place.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE void
ige_blocks(std::uint8_t* data, std::size_t blocks, const __m128i* k, ige_carry& carry) noexcept {
    if (blocks == 0)
        return;
    auto* block = reinterpret_cast<__m128i*>(data);
    auto* const end = block + blocks;
    const auto outer = _mm_xor_si128(k[0], k[14]);
    auto in_before = carry.in;
    auto in = _mm_loadu_si128(block);
    auto state = _mm_xor_si128(_mm_xor_si128(in, k[0]), carry.out);
    for (;;) {
        const auto next = block + 1 == end ? _mm_setzero_si128() : _mm_loadu_si128(block + 1);
        const auto fold = _mm_xor_si128(_mm_xor_si128(outer, in_before), next);
        state = aes_round<Way>(state, k[1]);
        state = aes_round<Way>(state, k[2]);
        state = aes_round<Way>(state, k[3]);
        state = aes_round<Way>(state, k[4]);
        state = aes_round<Way>(state, k[5]);
        state = aes_round<Way>(state, k[6]);
        state = aes_round<Way>(state, k[7]);
        state = aes_round<Way>(state, k[8]);
        state = aes_round<Way>(state, k[9]);
        state = aes_round<Way>(state, k[10]);
        state = aes_round<Way>(state, k[11]);
        state = aes_round<Way>(state, k[12]);
        state = aes_round<Way>(state, k[13]);
        state = aes_last_round<Way>(state, fold);
        const auto out = _mm_xor_si128(state, _mm_xor_si128(next, k[0]));
        _mm_storeu_si128(block, out);
        if (++block == end) {
            carry = {in, out};
            return;
        }
        in_before = in;
        in = next;
    }
}

} // namespace awaitgram::crypto::detail
