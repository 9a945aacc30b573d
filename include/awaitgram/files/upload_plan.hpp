// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/files/error.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram::files {

/// The most parts of one file.
inline constexpr std::int32_t most_parts = 4000;
inline constexpr std::int32_t most_parts_of_premium = 8000;
/// The largest part of an upload, in bytes.
inline constexpr std::int32_t largest_upload_part = 512 * 1024;
/// A larger file is stored in big parts, unless its kind demands small ones.
inline constexpr std::int64_t largest_small_file = 10 * 1024 * 1024;

/// How a file is cut into parts; decided before the first one, because a file keeps its part size.
/// Spec: https://core.telegram.org/api/files#uploading-files
struct upload_plan {
    /// In bytes; the last part may be shorter.
    std::int32_t part_size = largest_upload_part;
    /// Unknown for a stream that tells no size.
    std::optional<std::int32_t> part_count{};
    /// Whether the parts go by upload.saveBigFilePart.
    bool big = true;

    friend bool operator==(const upload_plan&, const upload_plan&) = default;
};

/// What else decides on the parts of a file.
struct upload_traits {
    /// Photos, video notes and others are stored in small parts whatever their size.
    bool needs_small_parts = false;
    /// Whether the account may send files of the double size.
    bool premium = false;
};

/// The parts of a file of `size` bytes. Small files have small parts, so that their progress has steps.
///
/// Errors: errc::empty_file, errc::too_large, errc::too_large_for_kind.
[[nodiscard]] inline result<upload_plan> plan_upload(std::int64_t size, upload_traits traits = {}) {
    constexpr std::int64_t kib = 1024;
    if (size <= 0)
        return failure(make_error_code(errc::empty_file));
    const auto most = traits.premium ? most_parts_of_premium : most_parts;
    if (size > std::int64_t{most} * largest_upload_part)
        return failure(
            make_error_code(traits.needs_small_parts ? errc::too_large_for_kind : errc::too_large)
        );
    upload_plan plan;
    plan.part_size = size < 128 * kib        ? 32 * 1024
                     : size < 2 * 1024 * kib ? 128 * 1024
                                             : largest_upload_part;
    plan.part_count = static_cast<std::int32_t>((size + plan.part_size - 1) / plan.part_size);
    plan.big = size > largest_small_file && !traits.needs_small_parts;
    return plan;
}

/// The parts of a stream that tells no size. They are sent one after another, and the last one tells their number.
[[nodiscard]] inline upload_plan plan_stream() noexcept {
    return {};
}

} // namespace awaitgram::files
