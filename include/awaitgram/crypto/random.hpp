// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>

namespace awaitgram::crypto {

/// A source of unpredictable bytes; tests provide their own.
class random_source {
public:
    /// Fills the bytes, or returns false; then none of them may be used.
    [[nodiscard]] virtual bool fill(byte_span bytes) noexcept = 0;

protected:
    ~random_source() = default;
};

/// The secure random generator of this process, usable from every thread and, after a fork, in both processes.
[[nodiscard]] AWAITGRAM_DECL random_source& system_random() noexcept;

} // namespace awaitgram::crypto
