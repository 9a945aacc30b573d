// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <openssl/rand.h>

#include <cstddef>

namespace awaitgram::crypto {

/// Where unpredictable bytes come from; tests supply their own.
class random_source {
public:
    /// Fills the bytes, or returns false; then nothing of them may be used.
    [[nodiscard]] virtual bool fill(byte_span bytes) noexcept = 0;

protected:
    ~random_source() = default;
};

/// The secure random generator of this process, usable from every thread.
[[nodiscard]] inline random_source& system_random() noexcept {
    struct source final : random_source {
        bool fill(byte_span bytes) noexcept override {
            constexpr std::size_t most = 1 << 20;
            while (!bytes.empty()) {
                const auto now = bytes.size() < most ? bytes.size() : most;
                if (RAND_bytes(bytes.data(), static_cast<int>(now)) != 1)
                    return false;
                bytes = bytes.subspan(now);
            }
            return true;
        }
    };
    static source instance;
    return instance;
}

} // namespace awaitgram::crypto
