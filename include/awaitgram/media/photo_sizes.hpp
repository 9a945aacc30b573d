// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace awaitgram::media {

/// A size of a photo, or a thumbnail of a document, that can be had: a view of it, valid as long as the photo.
struct photo_size_view {
    /// The letter by which it is downloaded, such as `x`.
    std::string_view letter{};
    /// Units: pixels.
    std::int32_t width = 0;
    std::int32_t height = 0;
    /// Units: bytes; 0 if it is not known.
    std::int64_t bytes = 0;
    /// The picture itself, a JPEG, where it came along; else it is downloaded.
    byte_view content{};

    [[nodiscard]] std::int64_t area() const noexcept { return std::int64_t{width} * height; }
};

/// What a size can be; nothing for an empty one, and for a stripped one or an outline, which are no pictures of their own.
[[nodiscard]] std::optional<photo_size_view> size_of(const api::PhotoSize& size) noexcept;

/// The largest size by its area, not by its letter.
[[nodiscard]] std::optional<photo_size_view> largest_size(std::span<const api::PhotoSize> sizes
) noexcept;

/// The smallest size that is at least so wide or so high, whichever side is longer; else the largest there is.
[[nodiscard]] std::optional<photo_size_view>
size_at_least(std::span<const api::PhotoSize> sizes, std::int32_t side) noexcept;

/// The size with a letter.
[[nodiscard]] std::optional<photo_size_view>
size_with_letter(std::span<const api::PhotoSize> sizes, std::string_view letter) noexcept;

/// The bytes of the stripped size, for expand_stripped_jpeg; empty if there is none.
[[nodiscard]] byte_view stripped_size(std::span<const api::PhotoSize> sizes) noexcept;

/// The bytes of the outline, for outline_path; empty if there is none.
[[nodiscard]] byte_view outline_size(std::span<const api::PhotoSize> sizes) noexcept;

} // namespace awaitgram::media
