// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstddef>
#include <cstdint>

namespace awaitgram::detail {

/// Reads bytes that may be any. After the first error, which sticks, everything is zero or empty.
class byte_reader {
public:
    explicit byte_reader(byte_view bytes) noexcept : left_(bytes) {}

    [[nodiscard]] std::uint8_t byte() noexcept {
        const auto one = bytes(1);
        return one.empty() ? std::uint8_t{0} : one.front();
    }

    /// So many bytes, or none if there are fewer.
    [[nodiscard]] byte_view bytes(std::size_t count) noexcept {
        if (count > left_.size()) {
            fail();
            return {};
        }
        const auto taken = left_.first(count);
        left_ = left_.subspan(count);
        return taken;
    }

    void fail() noexcept {
        failed_ = true;
        left_ = {};
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// Whether everything was read, without an error.
    [[nodiscard]] bool complete() const noexcept { return !failed_ && left_.empty(); }
    /// The number of bytes that were not read.
    [[nodiscard]] std::size_t left() const noexcept { return left_.size(); }

private:
    byte_view left_;
    bool failed_ = false;
};

} // namespace awaitgram::detail
