// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/media/file_type.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::media {

/// The length of the longest name that file systems take.
/// Units: bytes.
inline constexpr std::size_t longest_file_name = 255;

/// What a file is named by when its sender gave no name.
struct unnamed_file {
    file_type type = file_type::document;
    std::int64_t id = 0;
    std::chrono::sys_seconds date{};
    /// The MIME type, which tells the extension.
    std::string_view mime{};
};

/// Makes the name of a file out of what a sender wrote, so that it is one on every system, and in no other folder.
///
/// What is before the last separator is left out, as are control characters, characters that change the direction of the text or
/// cannot be seen, and blanks and dots at both ends. Characters that file systems refuse become `_`, and names of devices get one in
/// front. A name that is too long is cut between two characters and keeps its extension. Empty if nothing is left.
[[nodiscard]] std::string
safe_file_name(std::string_view name, std::size_t longest = longest_file_name);

/// The same; where nothing is left, a name such as `photo_2026-07-28_12-00-00_5123.jpg`.
[[nodiscard]] std::string safe_file_name(std::string_view name, const unnamed_file& otherwise);

} // namespace awaitgram::media
