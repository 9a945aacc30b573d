// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace awaitgram::testing {

/// What a clock has to wait for beside the context that it runs: something with a thread of its own.
class clock_participant {
public:
    clock_participant(const clock_participant&) = delete;
    clock_participant& operator=(const clock_participant&) = delete;

    /// Waits until what was ready has run; returns how much ran since the last call.
    virtual std::size_t settle() = 0;

protected:
    /// Takes part from `join` to `leave`.
    clock_participant() = default;
    ~clock_participant() = default;
    void join();
    void leave() noexcept;
};

} // namespace awaitgram::testing
