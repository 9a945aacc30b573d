// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/media/error.hpp>

#include <cstddef>

namespace awaitgram::media {

/// The number of bytes that Telegram takes off the beginning of a stripped thumbnail: the tables of JPEG at quality 20.
inline constexpr std::size_t stripped_header_size = 623;

/// Makes a JPEG of the bytes of a `photoStrippedSize`, a tiny picture that comes along with a photo.
///
/// Shape: | 1:u8 | height:u8 | width:u8 | coded picture … |
/// Errors: `malformed_preview`.
/// Spec: https://core.telegram.org/api/files#stripped-thumbnails
[[nodiscard]] result<byte_buffer, media_errc> expand_stripped_jpeg(byte_view stripped);

} // namespace awaitgram::media
