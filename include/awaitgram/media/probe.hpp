// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/media/file_format.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace awaitgram::media {

/// Reads bytes of a file from a position on: as many as there is room for, fewer before its end, none behind it.
///
/// An exception goes through to the caller.
using file_reader = function_ref<std::size_t(std::uint64_t position, std::span<std::byte> to)>;

/// How much of a file is looked at. What is not found by then stays unknown.
struct probe_limits {
    /// Bytes that are read, in all.
    std::uint64_t bytes = 2 * 1024 * 1024;
    /// Boxes, chunks, pages, frames and the like, in all.
    std::uint32_t parts = 50'000;
    /// Boxes inside of boxes.
    std::uint32_t depth = 12;
};

/// What the headers of a file say. A file that is damaged, or of another format, just says less.
struct file_facts {
    file_format format = file_format::unknown;
    /// How long it plays; of pictures that move, once.
    std::optional<std::chrono::milliseconds> duration{};
    /// Units: pixels, as shown: a film or a photo that was taken upright is upright. Present together.
    std::optional<std::uint32_t> width{};
    std::optional<std::uint32_t> height{};
    /// Whether there is sound, and a picture that moves. Absent where the headers do not say it.
    std::optional<bool> has_audio{};
    std::optional<bool> has_video{};
    /// Whether a film can be shown before all of it is there.
    std::optional<bool> streamable{};
    /// UTF-8 without control characters, at most 512 bytes; empty if there is none.
    std::string title{};
    std::string performer{};
};

/// Reads the headers of a file: MP4, QuickTime, Matroska, WebM, Ogg, MP3, FLAC, WAV, JPEG, PNG, WebP, GIF and BMP.
///
/// Shape: a few kilobytes are read here and there; a film whose headers are at its end is not read in between.
[[nodiscard]] file_facts probe(
    file_reader read,
    std::uint64_t size,
    std::string_view file_name = {},
    const probe_limits& limits = {}
);

} // namespace awaitgram::media
