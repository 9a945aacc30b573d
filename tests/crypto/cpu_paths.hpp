// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/detail/cpu.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace awaitgram::testing {

/// The lists of instructions that select different code paths.
inline constexpr std::string_view cpu_paths[] = {
    "portable",
    "sha",
    "aes",
    "aes,sha",
    "aes,vaes256",
    "aes,sha,vaes256",
    "aes,vaes256,vaes512",
    "aes,sha,vaes256,vaes512",
};

/// Runs `body` on each path that this machine supports, and reports the others.
inline void on_every_path(const std::function<void()>& body) {
    using namespace crypto::detail;
    struct restored {
        cpu_features before = cpu();
        ~restored() { cpu() = before; }
    } const as_it_was;
    constexpr cpu_features all{.aes = true, .sha = true, .vaes256 = true, .vaes512 = true};
    for (const auto path : cpu_paths) {
        const auto wanted = lowered_to(all, path);
        if (lowered_to(as_it_was.before, path) != wanted) {
            static std::set<std::string_view> told;
            if (told.insert(path).second)
                MESSAGE("not tested: this machine or AWAITGRAM_CPU lacks " << std::string{path});
            continue;
        }
        cpu() = wanted;
        INFO("on the path for " << std::string{path});
        body();
    }
}

} // namespace awaitgram::testing
