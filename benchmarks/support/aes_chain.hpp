// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <wmmintrin.h>
#endif

namespace awaitgram::benchmarks {

#if defined(__x86_64__)
/// The lower bound for one stream of AES-256 in a mode with feedback: fourteen rounds for each 16 bytes, each of which
/// waits for the one before. No data is read or written.
[[gnu::noinline]] __attribute__((target("sse2,aes"))) inline std::uint64_t
aes_chain(std::size_t bytes) noexcept {
    auto state = _mm_set1_epi8(1);
    const auto key = _mm_set1_epi8(2);
    for (std::size_t blocks = bytes / 16; blocks != 0; --blocks) {
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenc_si128(state, key);
        state = _mm_aesenclast_si128(state, key);
    }
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(state));
}
#endif

} // namespace awaitgram::benchmarks
