// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

// The vector instructions of x86 that the ciphers use, in terms of the compiler's vector types and builtins.
// <immintrin.h> declares thousands of functions, which cost a second and 145 MB to parse. Each function here requires
// the instructions of its caller.

#define AWAITGRAM_SIMD(features) __attribute__((target(features), always_inline)) inline

namespace awaitgram::crypto::detail {

// Like the types of <immintrin.h>, these may alias any type.
typedef long long vec128 __attribute__((vector_size(16), may_alias));
typedef long long vec256 __attribute__((vector_size(32), may_alias));
typedef long long vec512 __attribute__((vector_size(64), may_alias));
typedef long long unaligned_vec128 __attribute__((vector_size(16), may_alias, aligned(1)));

// The types of the builtins' arguments.
typedef int words128 __attribute__((vector_size(16)));
typedef char chars128 __attribute__((vector_size(16)));
typedef int words256 __attribute__((vector_size(32)));
typedef char chars256 __attribute__((vector_size(32)));
typedef char chars512 __attribute__((vector_size(64)));

/// Reads 16 bytes from unaligned memory.
AWAITGRAM_SIMD("sse2") vec128 load_block(const void* from) noexcept {
    return *static_cast<const unaligned_vec128*>(from);
}

/// Writes 16 bytes to unaligned memory.
AWAITGRAM_SIMD("sse2") void store_block(void* to, vec128 value) noexcept {
    *static_cast<unaligned_vec128*>(to) = value;
}

/// The same word four times.
AWAITGRAM_SIMD("sse2") vec128 four_times(int word) noexcept {
    return reinterpret_cast<vec128>(words128{word, word, word, word});
}

/// Adds words.
AWAITGRAM_SIMD("sse2") vec128 add_words(vec128 left, vec128 right) noexcept {
    typedef unsigned unsigned_words __attribute__((vector_size(16)));
    return reinterpret_cast<vec128>(
        reinterpret_cast<unsigned_words>(left) + reinterpret_cast<unsigned_words>(right)
    );
}

/// Shifts each word by one bit.
AWAITGRAM_SIMD("sse2") vec128 double_words(vec128 words) noexcept {
    return add_words(words, words);
}

/// Shifts all bytes up by `Bytes`, filling with zeros.
template <int Bytes>
AWAITGRAM_SIMD("sse2")
vec128 move_up(vec128 bytes) noexcept {
#if defined(__clang__)
    return __builtin_ia32_pslldqi128_byteshift(bytes, Bytes);
#else
    return __builtin_ia32_pslldqi128(bytes, Bytes * 8);
#endif
}

/// Permutes words.
template <int First, int Second, int Third, int Fourth>
AWAITGRAM_SIMD("sse2")
vec128 pick_words(vec128 from) noexcept {
    const auto words = reinterpret_cast<words128>(from);
    return reinterpret_cast<vec128>(
        __builtin_shufflevector(words, words, First, Second, Third, Fourth)
    );
}

/// Permutes bytes.
AWAITGRAM_SIMD("ssse3") vec128 pick_bytes(vec128 from, vec128 order) noexcept {
    return reinterpret_cast<vec128>(__builtin_ia32_pshufb128(
        reinterpret_cast<chars128>(from), reinterpret_cast<chars128>(order)
    ));
}

/// The last three words of one and the first of the next.
AWAITGRAM_SIMD("ssse3") vec128 three_words_and_one(vec128 low, vec128 high) noexcept {
#if defined(__clang__)
    return reinterpret_cast<vec128>(__builtin_ia32_palignr128(
        reinterpret_cast<chars128>(high), reinterpret_cast<chars128>(low), 4
    ));
#else
    return __builtin_ia32_palignr128(high, low, 32);
#endif
}

AWAITGRAM_SIMD("aes") vec128 aes_encrypt(vec128 state, vec128 key) noexcept {
    return __builtin_ia32_aesenc128(state, key);
}

AWAITGRAM_SIMD("aes") vec128 aes_encrypt_last(vec128 state, vec128 key) noexcept {
    return __builtin_ia32_aesenclast128(state, key);
}

AWAITGRAM_SIMD("aes") vec128 aes_decrypt(vec128 state, vec128 key) noexcept {
    return __builtin_ia32_aesdec128(state, key);
}

AWAITGRAM_SIMD("aes") vec128 aes_decrypt_last(vec128 state, vec128 key) noexcept {
    return __builtin_ia32_aesdeclast128(state, key);
}

/// Converts a round key for encryption to one for decryption.
AWAITGRAM_SIMD("aes") vec128 aes_inverse_mix(vec128 key) noexcept {
    return __builtin_ia32_aesimc128(key);
}

/// Two rounds of SHA-256.
AWAITGRAM_SIMD("sha") vec128 sha_rounds(vec128 cdgh, vec128 abef, vec128 sum) noexcept {
    return reinterpret_cast<vec128>(__builtin_ia32_sha256rnds2(
        reinterpret_cast<words128>(cdgh),
        reinterpret_cast<words128>(abef),
        reinterpret_cast<words128>(sum)
    ));
}

/// The first half of the computation of four schedule words.
AWAITGRAM_SIMD("sha") vec128 sha_message_1(vec128 words, vec128 next) noexcept {
    return reinterpret_cast<vec128>(__builtin_ia32_sha256msg1(
        reinterpret_cast<words128>(words), reinterpret_cast<words128>(next)
    ));
}

/// The second half.
AWAITGRAM_SIMD("sha") vec128 sha_message_2(vec128 words, vec128 last) noexcept {
    return reinterpret_cast<vec128>(__builtin_ia32_sha256msg2(
        reinterpret_cast<words128>(words), reinterpret_cast<words128>(last)
    ));
}

// GCC optimises its builtins for halves of registers better than shuffles.

/// Combines two halves.
AWAITGRAM_SIMD("avx2") vec256 join_halves(vec128 low, vec128 high) noexcept {
#if defined(__clang__)
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
#else
    const auto wide = __builtin_ia32_si256_si(reinterpret_cast<words128>(low));
    return __builtin_ia32_insert128i256(reinterpret_cast<vec256>(wide), high, 1);
#endif
}

AWAITGRAM_SIMD("avx2") vec128 low_half(vec256 of) noexcept {
#if defined(__clang__)
    return __builtin_shufflevector(of, of, 0, 1);
#else
    return reinterpret_cast<vec128>(__builtin_ia32_si_si256(reinterpret_cast<words256>(of)));
#endif
}

AWAITGRAM_SIMD("avx2") vec128 high_half(vec256 of) noexcept {
#if defined(__clang__)
    return __builtin_shufflevector(of, of, 2, 3);
#else
    return __builtin_ia32_extract128i256(of, 1);
#endif
}

// GCC and Clang name the wide instructions of AES differently.
#if defined(__clang__)
#define AWAITGRAM_AES_256(name, state, key) __builtin_ia32_aes##name##256(state, key)
#define AWAITGRAM_AES_512(name, state, key) __builtin_ia32_aes##name##512(state, key)
#else
#define AWAITGRAM_AES_256(name, state, key)                                                        \
    reinterpret_cast<vec256>(__builtin_ia32_vaes##name##_v32qi(                                    \
        reinterpret_cast<chars256>(state), reinterpret_cast<chars256>(key)                         \
    ))
#define AWAITGRAM_AES_512(name, state, key)                                                        \
    reinterpret_cast<vec512>(__builtin_ia32_vaes##name##_v64qi(                                    \
        reinterpret_cast<chars512>(state), reinterpret_cast<chars512>(key)                         \
    ))
#endif

AWAITGRAM_SIMD("avx2,vaes") vec256 aes_encrypt(vec256 state, vec256 key) noexcept {
    return AWAITGRAM_AES_256(enc, state, key);
}

AWAITGRAM_SIMD("avx2,vaes") vec256 aes_encrypt_last(vec256 state, vec256 key) noexcept {
    return AWAITGRAM_AES_256(enclast, state, key);
}

AWAITGRAM_SIMD("avx2,vaes") vec256 aes_decrypt(vec256 state, vec256 key) noexcept {
    return AWAITGRAM_AES_256(dec, state, key);
}

AWAITGRAM_SIMD("avx2,vaes") vec256 aes_decrypt_last(vec256 state, vec256 key) noexcept {
    return AWAITGRAM_AES_256(declast, state, key);
}

AWAITGRAM_SIMD("avx512f,vaes") vec512 aes_encrypt(vec512 state, vec512 key) noexcept {
    return AWAITGRAM_AES_512(enc, state, key);
}

AWAITGRAM_SIMD("avx512f,vaes") vec512 aes_encrypt_last(vec512 state, vec512 key) noexcept {
    return AWAITGRAM_AES_512(enclast, state, key);
}

AWAITGRAM_SIMD("avx512f,vaes") vec512 aes_decrypt(vec512 state, vec512 key) noexcept {
    return AWAITGRAM_AES_512(dec, state, key);
}

AWAITGRAM_SIMD("avx512f,vaes") vec512 aes_decrypt_last(vec512 state, vec512 key) noexcept {
    return AWAITGRAM_AES_512(declast, state, key);
}

#undef AWAITGRAM_AES_256
#undef AWAITGRAM_AES_512

/// Xors three values with one instruction.
AWAITGRAM_SIMD("avx512f") vec512 xor_of_three(vec512 a, vec512 b, vec512 c) noexcept {
    return __builtin_ia32_pternlogq512_mask(a, b, c, 0x96, static_cast<unsigned char>(-1));
}

/// Clears the upper halves of wide registers; otherwise SHA instructions run sixty times slower.
AWAITGRAM_SIMD("avx") void leave_wide_registers() noexcept {
    __builtin_ia32_vzeroupper();
}

} // namespace awaitgram::crypto::detail
