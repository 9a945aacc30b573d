// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace awaitgram::testing {

/// Returns the same bytes in each run.
class repeatable_random final : public crypto::random_source {
public:
    explicit repeatable_random(std::uint64_t seed = 1) : state_(seed * 2 + 1) {}

    bool fill(byte_span bytes) noexcept override {
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(next() >> 56);
        return true;
    }

    std::uint64_t next() noexcept {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_ * 0x2545f4914f6cdd1d;
    }

    /// A number below `limit`.
    std::size_t below(std::size_t limit) noexcept { return next() % limit; }

private:
    std::uint64_t state_;
};

/// Fills everything with one byte.
class constant_random final : public crypto::random_source {
public:
    explicit constant_random(std::uint8_t byte) : byte_(byte) {}

    bool fill(byte_span bytes) noexcept override {
        std::fill(bytes.begin(), bytes.end(), byte_);
        return true;
    }

private:
    std::uint8_t byte_;
};

/// Returns the bytes of a script, then fails.
class scripted_random final : public crypto::random_source {
public:
    explicit scripted_random(byte_buffer script) : script_(std::move(script)) {}

    bool fill(byte_span bytes) noexcept override {
        if (script_.size() - used_ < bytes.size())
            return false;
        std::copy_n(
            script_.begin() + static_cast<std::ptrdiff_t>(used_), bytes.size(), bytes.begin()
        );
        used_ += bytes.size();
        return true;
    }

private:
    byte_buffer script_;
    std::size_t used_ = 0;
};

/// Succeeds a number of times, then always fails.
class failing_random final : public crypto::random_source {
public:
    explicit failing_random(int calls_that_work) : left_(calls_that_work) {}

    bool fill(byte_span bytes) noexcept override { return left_-- > 0 && works_.fill(bytes); }

    /// Whether the failure was reached.
    [[nodiscard]] bool failed() const noexcept { return left_ < 0; }

private:
    int left_;
    repeatable_random works_;
};

} // namespace awaitgram::testing
