// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/files/error.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace awaitgram::files {

/// One request for a part of a file, as upload.getFile allows it.
/// Spec: https://core.telegram.org/api/files#downloading-files
struct download_range {
    std::int64_t offset = 0;
    /// In bytes.
    std::int32_t limit = 0;
    /// Whether the request has to say `precise`.
    bool precise = false;
    /// How many bytes at the start of the answer were not asked for, and how many after them were.
    std::int32_t skipped = 0;
    std::int32_t wanted = 0;

    friend bool operator==(const download_range&, const download_range&) = default;
};

/// Cuts a range of bytes into requests: aligned, and none across a border of a mebibyte.
class range_cutter {
public:
    /// The largest answer of the server.
    static constexpr std::int64_t window = 1024 * 1024;

    /// Requests of at most `largest` bytes for `length` bytes from `position` on. `largest` is a power of two from 4 KiB to 1 MiB.
    ///
    /// Errors: errc::bad_range.
    [[nodiscard]] static result<range_cutter>
    cut(std::int64_t position, std::int64_t length, std::int32_t largest = window) {
        const auto fits = largest >= coarse && largest <= window && (largest & (largest - 1)) == 0;
        if (!fits || position < 0 || length < 0 ||
            position > std::numeric_limits<std::int64_t>::max() - length - window)
            return failure(make_error_code(errc::bad_range));
        return range_cutter{position, position + length, largest};
    }

    /// The next request; nothing after the last.
    [[nodiscard]] std::optional<download_range> next() noexcept {
        if (position_ >= end_)
            return std::nullopt;
        download_range range;
        range.offset = position_ & ~(fine - 1);
        // The next multiple of the largest size is never beyond the border of a mebibyte.
        const auto border = (position_ / largest_ + 1) * largest_;
        const auto stop = std::min(border, end_);
        range.skipped = static_cast<std::int32_t>(position_ - range.offset);
        range.wanted = static_cast<std::int32_t>(stop - position_);
        const auto covered = (stop + fine - 1) & ~(fine - 1);
        range.limit = static_cast<std::int32_t>(covered - range.offset);
        range.precise =
            range.offset % coarse != 0 || range.limit % coarse != 0 || window % range.limit != 0;
        position_ = stop;
        return range;
    }

private:
    static constexpr std::int64_t fine = 1024;
    static constexpr std::int64_t coarse = 4096;

    range_cutter(std::int64_t position, std::int64_t end, std::int32_t largest) noexcept
        : position_(position), end_(end), largest_(largest) {}

    std::int64_t position_;
    std::int64_t end_;
    std::int64_t largest_;
};

} // namespace awaitgram::files
