// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram::media {

/// The extension of a file name without its dot, as it is written there; empty if there is none, or if it is not ASCII.
[[nodiscard]] std::string_view extension_of(std::string_view file_name) noexcept;

/// The MIME type of files with an extension, `jpg` or `.JPG`; empty for an unknown one.
[[nodiscard]] std::string_view mime_of_extension(std::string_view extension) noexcept;

/// The usual extension of a MIME type, without a dot; empty for an unknown one. Parameters behind a semicolon do not count.
[[nodiscard]] std::string_view extension_of_mime(std::string_view mime) noexcept;

} // namespace awaitgram::media
