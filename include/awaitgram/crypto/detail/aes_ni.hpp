// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/detail/simd.hpp>

#include <cstddef>
#include <cstdint>

// AES-256 with the instructions of x86, one stream at a time. Requires `cpu().aes`.

#define AWAITGRAM_AES_NI __attribute__((target("sse4.1,aes")))
#define AWAITGRAM_AES_NI_INLINE __attribute__((target("sse4.1,aes"), always_inline)) inline

// GCC keeps arrays indexed by a loop in registers only if told to unroll it; Clang does so by itself.
#if defined(__clang__)
#define AWAITGRAM_UNROLL(times)
#else
#define AWAITGRAM_PRAGMA(text) _Pragma(#text)
#define AWAITGRAM_UNROLL(times) AWAITGRAM_PRAGMA(GCC unroll times)
#endif

namespace awaitgram::crypto::detail {

/// The direction of a cipher. The input is plaintext or ciphertext; otherwise IGE is the same: out = E(in ^ previous
/// out) ^ previous in.
enum class ige_way { encrypt, decrypt };

/// The last input and output block, which correspond to the iv of IGE.
struct ige_carry {
    vec128 in;
    vec128 out;
};

/// The halves of the iv represent the block before the first: encrypted, then plain.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE ige_carry load_iv(const std::uint8_t* iv) noexcept {
    const auto sealed = load_block(iv);
    const auto plain = load_block(iv + 16);
    if constexpr (Way == ige_way::encrypt)
        return {plain, sealed};
    else
        return {sealed, plain};
}

template <ige_way Way>
AWAITGRAM_AES_NI_INLINE vec128 aes_round(vec128 state, vec128 key) noexcept {
    if constexpr (Way == ige_way::encrypt)
        return aes_encrypt(state, key);
    else
        return aes_decrypt(state, key);
}

template <ige_way Way>
AWAITGRAM_AES_NI_INLINE vec128 aes_last_round(vec128 state, vec128 key) noexcept {
    if constexpr (Way == ige_way::encrypt)
        return aes_encrypt_last(state, key);
    else
        return aes_decrypt_last(state, key);
}

/// Mixes one half of the key schedule with the transformed last word of the other half.
AWAITGRAM_AES_NI_INLINE vec128 mix_round_key(vec128 key, vec128 words) noexcept {
    key = key ^ move_up<4>(key);
    key = key ^ move_up<8>(key);
    return key ^ words;
}

/// The fifteen round keys of each of `Count` keys, round by round, `Stride` blocks apart, with those of all keys side
/// by side.
///
/// The last round of encryption substitutes bytes as AESKEYGENASSIST does, but several times as fast; with one word in all four
/// places its shifting of rows does nothing. Each word still waits for the one before, so that two keys take little longer
/// than one.
template <ige_way Way, std::size_t Stride, std::size_t Count>
AWAITGRAM_AES_NI_INLINE void
expand_keys(vec128* out, const std::uint8_t* const (&keys)[Count]) noexcept {
    const auto last_word = four_times(0x0f0e0d0c);
    const auto last_word_turned = four_times(0x0c0f0e0d);
    vec128 even[Count];
    vec128 odd[Count];
    auto constant = four_times(1);
    // Decryption uses the keys in reverse order, all but the outermost with inverse mixed columns.
    const auto row = [out](std::size_t at) {
        return out + (Way == ige_way::encrypt ? at : 14 - at) * Stride;
    };
    AWAITGRAM_UNROLL(4)
    for (std::size_t i = 0; i != Count; ++i) {
        even[i] = load_block(keys[i]);
        odd[i] = load_block(keys[i] + 16);
        row(0)[i] = even[i];
        row(1)[i] = Way == ige_way::encrypt ? odd[i] : aes_inverse_mix(odd[i]);
    }
    for (std::size_t at = 2; at <= 14; at += 2) {
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Count; ++i) {
            const auto word = pick_bytes(odd[i], last_word_turned);
            even[i] = mix_round_key(even[i], aes_encrypt_last(word, constant));
        }
        constant = double_words(constant);
        if (at == 14)
            break;
        AWAITGRAM_UNROLL(4)
        for (std::size_t i = 0; i != Count; ++i) {
            const auto word = pick_bytes(even[i], last_word);
            odd[i] = mix_round_key(odd[i], aes_encrypt_last(word, vec128{}));
            row(at)[i] = Way == ige_way::encrypt ? even[i] : aes_inverse_mix(even[i]);
            row(at + 1)[i] = Way == ige_way::encrypt ? odd[i] : aes_inverse_mix(odd[i]);
        }
    }
    AWAITGRAM_UNROLL(4)
    for (std::size_t i = 0; i != Count; ++i)
        row(14)[i] = even[i];
}

/// The fifteen round keys of one key.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE void expand_key(vec128* out, const std::uint8_t* key) noexcept {
    const std::uint8_t* const keys[1] = {key};
    expand_keys<Way, 1>(out, keys);
}

// One block takes fourteen dependent rounds, and the next block depends on its result, so nothing else should be on
// that path. The xors between two blocks (the last round key, the terms of IGE, the next block, the first round key)
// are therefore combined in advance and applied by the last round, whose result is already the state of the next block.

/// Processes this many blocks in place.
template <ige_way Way>
AWAITGRAM_AES_NI_INLINE void
ige_blocks(std::uint8_t* data, std::size_t blocks, const vec128* k, ige_carry& carry) noexcept {
    if (blocks == 0)
        return;
    auto* block = reinterpret_cast<vec128*>(data);
    auto* const end = block + blocks;
    const auto outer = k[0] ^ k[14];
    auto in_before = carry.in;
    auto in = load_block(block);
    auto state = (in ^ k[0]) ^ carry.out;
    for (;;) {
        const auto next = block + 1 == end ? vec128{} : load_block(block + 1);
        const auto fold = (outer ^ in_before) ^ next;
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
        const auto out = state ^ (next ^ k[0]);
        store_block(block, out);
        if (++block == end) {
            carry = {in, out};
            return;
        }
        in_before = in;
        in = next;
    }
}

} // namespace awaitgram::crypto::detail
