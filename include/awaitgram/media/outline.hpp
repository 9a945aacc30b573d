// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <string>

namespace awaitgram::media {

/// The outline of a sticker, the bytes of a `photoPathSize`, as the path of an SVG: the attribute `d` of a `path`.
///
/// Units: the view box is `0 0 512 512`, or the size that the sticker's attributes say.
/// Spec: https://core.telegram.org/api/files#vector-thumbnails
[[nodiscard]] std::string outline_path(byte_view outline);

} // namespace awaitgram::media
