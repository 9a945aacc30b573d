// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/cipher.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <cstdint>
#include <cstring>

namespace awaitgram::crypto::detail {

/// One AES block as two words, for xors.
struct ige_block {
    std::uint64_t low;
    std::uint64_t high;

    static ige_block load(const std::uint8_t* from) noexcept {
        return {load_le<std::uint64_t>(from), load_le<std::uint64_t>(from + 8)};
    }

    void store(std::uint8_t* to) const noexcept {
        store_le(to, low);
        store_le(to + 8, high);
    }

    friend ige_block operator^(ige_block left, ige_block right) noexcept {
        return {left.low ^ right.low, left.high ^ right.high};
    }
};

/// Portable IGE encryption through CBC, for which OpenSSL has fast code.
///
/// IGE says c[i] = E(m[i] ^ c[i-1]) ^ m[i-1]. With d[i] = c[i] ^ m[i-1] that is d[i] = E((m[i] ^ m[i-2]) ^ d[i-1]):
/// CBC encryption of m[i] ^ m[i-2], whose result is xored with m[i-1].
inline void ige_encrypt_portable(byte_span data, const std::uint8_t* key, const std::uint8_t* iv) {
    static const EVP_CIPHER* const mode = find_cipher("AES-256-CBC", EVP_aes_256_cbc());
    cipher cbc(mode, cipher::work::encrypt, key, iv);
    constexpr std::size_t most = 1024;
    std::uint8_t work[most];
    ige_block before_last{0, 0};          // m[i-2]; the first block has none
    auto last = ige_block::load(iv + 16); // m[i-1]
    for (std::size_t done = 0; done != data.size();) {
        const auto left = data.size() - done;
        const auto now = left < most ? left : most;
        auto* const bytes = data.data() + done;
        const auto chunk_last = last;
        for (std::size_t at = 0; at != now; at += 16) {
            const auto plain = ige_block::load(bytes + at);
            (plain ^ before_last).store(work + at);
            before_last = last;
            last = plain;
        }
        cbc.apply(work, work, now);
        for (auto at = now - 16; at != 0; at -= 16) // from the end, because m[i-1] is still needed
            (ige_block::load(work + at) ^ ige_block::load(bytes + at - 16)).store(bytes + at);
        (ige_block::load(work) ^ chunk_last).store(bytes);
        done += now;
    }
    wipe({work, data.size() < most ? data.size() : most});
}

/// Portable IGE decryption, block by block: m[i] = D(c[i] ^ m[i-1]) ^ c[i-1] has no faster form.
inline void ige_decrypt_portable(byte_span data, const std::uint8_t* key, const std::uint8_t* iv) {
    static const EVP_CIPHER* const mode = find_cipher("AES-256-ECB", EVP_aes_256_ecb());
    cipher ecb(mode, cipher::work::decrypt, key, nullptr);
    auto last_sealed = ige_block::load(iv);
    auto last_plain = ige_block::load(iv + 16);
    std::uint8_t work[16];
    for (std::size_t at = 0; at != data.size(); at += 16) {
        const auto sealed = ige_block::load(data.data() + at);
        (sealed ^ last_plain).store(work);
        ecb.apply(work, work, 16);
        last_plain = ige_block::load(work) ^ last_sealed;
        last_plain.store(data.data() + at);
        last_sealed = sealed;
    }
    wipe(work);
}

} // namespace awaitgram::crypto::detail
