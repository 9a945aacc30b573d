// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/detail/cpu.hpp>
#include <awaitgram/crypto/detail/ige_portable.hpp>

#include <cassert>
#include <cstddef>

#if defined(__x86_64__)
#include <awaitgram/crypto/detail/ige_jobs.hpp>
#endif

// Selects the code path at run time.

namespace awaitgram::crypto {

namespace detail {

#if defined(__x86_64__)
template <ige_way Way>
AWAITGRAM_AES_NI void
ige_aes_ni(byte_span data, const std::uint8_t* key, const std::uint8_t* iv) noexcept {
    vec128 keys[15];
    expand_key<Way>(keys, key);
    auto carry = load_iv<Way>(iv);
    ige_blocks<Way>(data.data(), data.size() / 16, keys, carry);
    OPENSSL_cleanse(keys, sizeof keys);
}

template <ige_way Way>
void ige_many(std::span<const ige_job> jobs) noexcept {
    constexpr std::size_t most = 64;
    while (!jobs.empty()) {
        const auto now = jobs.first(jobs.size() < most ? jobs.size() : most);
        lane_job work[most];
        for (std::size_t i = 0; i != now.size(); ++i) {
            assert(now[i].data.size() % 16 == 0);
            work[i] = {
                now[i].data.data(), now[i].data.size() / 16, now[i].key.data(), now[i].iv.data()};
        }
        run_jobs<Way>(longest_first({work, now.size()}));
        jobs = jobs.subspan(now.size());
    }
}
#endif

} // namespace detail

AWAITGRAM_DECL void ige_encrypt(byte_span data, const aes_key& key, const ige_iv& iv) {
    assert(data.size() % 16 == 0);
    data = data.first(data.size() / 16 * 16);
#if defined(__x86_64__)
    if (detail::cpu().aes)
        return detail::ige_aes_ni<detail::ige_way::encrypt>(data, key.data(), iv.data());
#endif
    detail::ige_encrypt_portable(data, key.data(), iv.data());
}

AWAITGRAM_DECL void ige_decrypt(byte_span data, const aes_key& key, const ige_iv& iv) {
    assert(data.size() % 16 == 0);
    data = data.first(data.size() / 16 * 16);
#if defined(__x86_64__)
    if (detail::cpu().aes)
        return detail::ige_aes_ni<detail::ige_way::decrypt>(data, key.data(), iv.data());
#endif
    detail::ige_decrypt_portable(data, key.data(), iv.data());
}

AWAITGRAM_DECL void ige_encrypt_many(std::span<const ige_job> jobs) {
#if defined(__x86_64__)
    if (detail::cpu().aes)
        return detail::ige_many<detail::ige_way::encrypt>(jobs);
#endif
    for (const auto& job : jobs)
        ige_encrypt(job.data, job.key, job.iv);
}

AWAITGRAM_DECL void ige_decrypt_many(std::span<const ige_job> jobs) {
#if defined(__x86_64__)
    if (detail::cpu().aes)
        return detail::ige_many<detail::ige_way::decrypt>(jobs);
#endif
    for (const auto& job : jobs)
        ige_decrypt(job.data, job.key, job.iv);
}

} // namespace awaitgram::crypto
