// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/media/file_format.hpp>

#include <cstddef>
#include <string_view>

namespace awaitgram::media {

/// As many bytes of a file tell its format, if they tell it at all.
inline constexpr std::size_t enough_to_sniff = 512;

/// What a file is, as far as its first bytes and its name tell.
struct sniffed_file {
    file_format format = file_format::unknown;
    /// The MIME type; `application/octet-stream` if nothing tells it. Text that lives for ever.
    std::string_view mime = "application/octet-stream";
    /// Whether a PNG or a WebP moves; every GIF and TGS may.
    bool animated = false;
};

/// Finds out what a file is: by its first bytes, else by its name, else by whether it looks like text.
///
/// The name also tells the formats apart that are kept in another one: a `.docx` is a ZIP, and a `.tgs` is gzip.
[[nodiscard]] sniffed_file sniff(byte_view beginning, std::string_view file_name = {}) noexcept;

} // namespace awaitgram::media
