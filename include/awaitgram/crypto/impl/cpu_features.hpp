// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/detail/cpu.hpp>

#include <cstdlib>
#include <string_view>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace awaitgram::crypto::detail {

AWAITGRAM_DECL cpu_features machine_features() noexcept {
    cpu_features features;
#if defined(__x86_64__)
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("sse4.1") || __get_cpuid_count(7, 0, &a, &b, &c, &d) == 0)
        return features;
    const auto vaes = (c >> 9 & 1) != 0;
    features.aes = __builtin_cpu_supports("aes") != 0;
    features.sha = (b >> 29 & 1) != 0;
    // For AVX, the builtins also check that the operating system saves its registers.
    features.vaes256 = features.aes && vaes && __builtin_cpu_supports("avx2") != 0;
    features.vaes512 = features.vaes256 && __builtin_cpu_supports("avx512f") != 0;
#endif
    return features;
}

AWAITGRAM_DECL cpu_features lowered_to(cpu_features has, std::string_view allowed) noexcept {
    const auto names = [allowed](std::string_view name) {
        for (auto rest = allowed; !rest.empty();) {
            const auto word = rest.substr(0, rest.find(','));
            if (word == name)
                return true;
            rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
        }
        return false;
    };
    // A single remaining stream needs the plain instructions.
    const auto aes = has.aes && names("aes");
    return {
        .aes = aes,
        .sha = has.sha && names("sha"),
        .vaes256 = aes && has.vaes256 && names("vaes256"),
        .vaes512 = aes && has.vaes512 && names("vaes512"),
    };
}

AWAITGRAM_DECL cpu_features& cpu() noexcept {
    static cpu_features features = [] {
        const auto has = machine_features();
        const char* const allowed = std::getenv("AWAITGRAM_CPU");
        return allowed == nullptr ? has : lowered_to(has, allowed);
    }();
    return features;
}

} // namespace awaitgram::crypto::detail
