// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>

#include <string_view>

namespace awaitgram::crypto::detail {

/// The instructions of the fast paths that both the CPU and the operating system support.
struct cpu_features {
    /// AES-NI with SSE4.1.
    bool aes = false;
    /// SHA-NI with SSE4.1.
    bool sha = false;
    /// AES on two blocks at once, with AVX2.
    bool vaes256 = false;
    /// AES on four blocks at once, with AVX-512.
    bool vaes512 = false;

    friend bool operator==(const cpu_features&, const cpu_features&) = default;
};

/// Returns the instructions that this machine supports.
[[nodiscard]] AWAITGRAM_DECL cpu_features machine_features() noexcept;

/// The features among `has` that a comma-separated list names.
[[nodiscard]] AWAITGRAM_DECL cpu_features
lowered_to(cpu_features has, std::string_view allowed) noexcept;

/// The features in use. The environment variable AWAITGRAM_CPU can restrict them: it lists those that may be used, as
/// in `aes,sha`; any other word, such as `portable`, allows none. Tests modify the value that this returns a reference
/// to.
[[nodiscard]] AWAITGRAM_DECL cpu_features& cpu() noexcept;

} // namespace awaitgram::crypto::detail
