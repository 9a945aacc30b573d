// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cstdint>

#if defined(__x86_64__)

#include <wmmintrin.h>

namespace awaitgram::crypto::detail {

/// Whether this machine has AES instructions.
[[nodiscard]] inline bool has_aes_instructions() noexcept {
    static const bool has = __builtin_cpu_supports("aes") != 0;
    return has;
}

/// The fifteen round keys of AES-256, wiped in the end.
struct aes_round_keys {
    __m128i round[15];

    aes_round_keys() = default;
    aes_round_keys(const aes_round_keys&) = delete;
    aes_round_keys& operator=(const aes_round_keys&) = delete;
    ~aes_round_keys() { OPENSSL_cleanse(round, sizeof round); }
};

/// Mixes one half of the key schedule with the word that the other half produced.
__attribute__((target("sse2"))) inline __m128i mix_round_key(__m128i key, __m128i word) noexcept {
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, word);
}

template <int Constant>
__attribute__((target("sse2,aes"))) inline void expand_pair(__m128i* round, int at) noexcept {
    const auto even = _mm_aeskeygenassist_si128(round[at - 1], Constant);
    round[at] = mix_round_key(round[at - 2], _mm_shuffle_epi32(even, 0xff));
    if (at != 14) {
        const auto odd = _mm_aeskeygenassist_si128(round[at], 0);
        round[at + 1] = mix_round_key(round[at - 1], _mm_shuffle_epi32(odd, 0xaa));
    }
}

__attribute__((target("sse2,aes"))) inline void
expand_key(aes_round_keys& keys, const std::uint8_t* key) noexcept {
    keys.round[0] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key));
    keys.round[1] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key + 16));
    expand_pair<0x01>(keys.round, 2);
    expand_pair<0x02>(keys.round, 4);
    expand_pair<0x04>(keys.round, 6);
    expand_pair<0x08>(keys.round, 8);
    expand_pair<0x10>(keys.round, 10);
    expand_pair<0x20>(keys.round, 12);
    expand_pair<0x40>(keys.round, 14);
}

/// Turns the round keys into those of decryption.
__attribute__((target("sse2,aes"))) inline void invert_keys(aes_round_keys& keys) noexcept {
    for (auto at = 0; at != 7; ++at) {
        const auto first = keys.round[at];
        keys.round[at] = keys.round[14 - at];
        keys.round[14 - at] = first;
    }
    for (auto at = 1; at != 14; ++at)
        keys.round[at] = _mm_aesimc_si128(keys.round[at]);
}

// One block takes fourteen dependent rounds, and the next block depends on its result, so nothing else may lie on that path.
// The xors between two blocks (the last round key, what IGE adds, the next block, the first round key) are therefore put
// together beforehand and go into the last round, whose result is the next block's state already.

__attribute__((target("sse2,aes"))) inline void
ige_encrypt_aes_ni(byte_span data, const std::uint8_t* key, const std::uint8_t* iv) noexcept {
    aes_round_keys keys;
    expand_key(keys, key);
    const auto* const k = keys.round;
    auto* block = reinterpret_cast<__m128i*>(data.data());
    auto* const end = block + data.size() / 16;
    if (block == end)
        return;
    auto plain_before = _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv + 16));
    auto plain = _mm_loadu_si128(block);
    auto state = _mm_xor_si128(
        _mm_xor_si128(plain, k[0]), _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv))
    );
    for (;;) {
        const auto next = block + 1 == end ? _mm_setzero_si128() : _mm_loadu_si128(block + 1);
        const auto into_next = _mm_xor_si128(next, k[0]);
        const auto fold = _mm_xor_si128(_mm_xor_si128(k[14], plain_before), into_next);
        state = _mm_aesenc_si128(state, k[1]);
        state = _mm_aesenc_si128(state, k[2]);
        state = _mm_aesenc_si128(state, k[3]);
        state = _mm_aesenc_si128(state, k[4]);
        state = _mm_aesenc_si128(state, k[5]);
        state = _mm_aesenc_si128(state, k[6]);
        state = _mm_aesenc_si128(state, k[7]);
        state = _mm_aesenc_si128(state, k[8]);
        state = _mm_aesenc_si128(state, k[9]);
        state = _mm_aesenc_si128(state, k[10]);
        state = _mm_aesenc_si128(state, k[11]);
        state = _mm_aesenc_si128(state, k[12]);
        state = _mm_aesenc_si128(state, k[13]);
        state = _mm_aesenclast_si128(state, fold);
        _mm_storeu_si128(block, _mm_xor_si128(state, into_next));
        if (++block == end)
            return;
        plain_before = plain;
        plain = next;
    }
}

__attribute__((target("sse2,aes"))) inline void
ige_decrypt_aes_ni(byte_span data, const std::uint8_t* key, const std::uint8_t* iv) noexcept {
    aes_round_keys keys;
    expand_key(keys, key);
    invert_keys(keys);
    const auto* const k = keys.round;
    auto* block = reinterpret_cast<__m128i*>(data.data());
    auto* const end = block + data.size() / 16;
    if (block == end)
        return;
    auto sealed_before = _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv));
    auto sealed = _mm_loadu_si128(block);
    auto state = _mm_xor_si128(
        _mm_xor_si128(sealed, k[0]), _mm_loadu_si128(reinterpret_cast<const __m128i*>(iv + 16))
    );
    for (;;) {
        const auto next = block + 1 == end ? _mm_setzero_si128() : _mm_loadu_si128(block + 1);
        const auto into_next = _mm_xor_si128(next, k[0]);
        const auto fold = _mm_xor_si128(_mm_xor_si128(k[14], sealed_before), into_next);
        state = _mm_aesdec_si128(state, k[1]);
        state = _mm_aesdec_si128(state, k[2]);
        state = _mm_aesdec_si128(state, k[3]);
        state = _mm_aesdec_si128(state, k[4]);
        state = _mm_aesdec_si128(state, k[5]);
        state = _mm_aesdec_si128(state, k[6]);
        state = _mm_aesdec_si128(state, k[7]);
        state = _mm_aesdec_si128(state, k[8]);
        state = _mm_aesdec_si128(state, k[9]);
        state = _mm_aesdec_si128(state, k[10]);
        state = _mm_aesdec_si128(state, k[11]);
        state = _mm_aesdec_si128(state, k[12]);
        state = _mm_aesdec_si128(state, k[13]);
        state = _mm_aesdeclast_si128(state, fold);
        _mm_storeu_si128(block, _mm_xor_si128(state, into_next));
        if (++block == end)
            return;
        sealed_before = sealed;
        sealed = next;
    }
}

} // namespace awaitgram::crypto::detail

#else

namespace awaitgram::crypto::detail {

[[nodiscard]] constexpr bool has_aes_instructions() noexcept {
    return false;
}

inline void ige_encrypt_aes_ni(byte_span, const std::uint8_t*, const std::uint8_t*) noexcept {}
inline void ige_decrypt_aes_ni(byte_span, const std::uint8_t*, const std::uint8_t*) noexcept {}

} // namespace awaitgram::crypto::detail

#endif
