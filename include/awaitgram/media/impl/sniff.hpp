// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/mime_table.hpp>
#include <awaitgram/media/detail/mp3_frame.hpp>
#include <awaitgram/media/mime.hpp>
#include <awaitgram/media/sniff.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace awaitgram::media {

namespace detail {

/// Whether the bytes at a place are these.
[[nodiscard]] inline bool has(byte_view bytes, std::size_t at, std::string_view expected) noexcept {
    return bytes.size() >= at && bytes.size() - at >= expected.size() &&
           text_of(bytes.subspan(at, expected.size())) == expected;
}

[[nodiscard]] inline std::uint32_t be32(byte_view bytes, std::size_t at) noexcept {
    return bytes.size() >= at + 4 ? static_cast<std::uint32_t>(load_be(bytes.subspan(at, 4))) : 0;
}

struct brand_row {
    std::string_view brand;
    file_format format;
};

/// The brands of `ftyp` boxes, or how they begin.
inline constexpr auto brands = std::to_array<brand_row>({
    {"heic", file_format::heic},
    {"heix", file_format::heic},
    {"heim", file_format::heic},
    {"heis", file_format::heic},
    {"hevc", file_format::heic},
    {"hevx", file_format::heic},
    {"avif", file_format::avif},
    {"avis", file_format::avif},
    {"qt  ", file_format::quicktime},
    {"M4A ", file_format::m4a},
    {"M4B ", file_format::m4a},
    {"M4P ", file_format::m4a},
    {"3gp", file_format::three_gp},
    {"3g2", file_format::three_gp},
});

/// The format of a file that begins with an `ftyp` box.
///
///     | size:u32 | "ftyp" | brand:4 | version:u32 | compatible brands:4 each … |
[[nodiscard]] inline file_format by_brand(byte_view bytes) noexcept {
    const auto known = [&](std::size_t at) {
        for (const auto& row : brands)
            if (has(bytes, at, row.brand))
                return row.format;
        return file_format::unknown;
    };
    if (const auto format = known(8); format != file_format::unknown)
        return format;
    // Brands of pictures in general: the compatible brands say which ones.
    if (!has(bytes, 8, "mif1") && !has(bytes, 8, "msf1"))
        return file_format::mp4;
    const auto end = std::min<std::size_t>(bytes.size(), be32(bytes, 0));
    for (std::size_t at = 16; at + 4 <= end; at += 4)
        if (const auto format = known(at); format != file_format::unknown)
            return format;
    return file_format::heif;
}

/// The format of a file that begins with a page of Ogg: its first packet says which codec there is.
///
///     | "OggS" | version:u8 | type:u8 | granule:8 | serial:4 | number:4 | CRC:4 | count:u8 | sizes:count | packet … |
[[nodiscard]] inline file_format by_codec(byte_view bytes) noexcept {
    if (bytes.size() < 28)
        return file_format::ogg;
    const auto at = std::size_t{27} + bytes[26];
    if (has(bytes, at, "OpusHead"))
        return file_format::ogg_opus;
    if (has(bytes, at, "\x01vorbis"))
        return file_format::ogg_vorbis;
    if (has(bytes,
            at,
            "\x7F"
            "FLAC"))
        return file_format::ogg_flac;
    return has(bytes, at, "\x80theora") ? file_format::ogg_video : file_format::ogg;
}

/// Whether the EBML header names WebM as the document's type.
[[nodiscard]] inline bool is_webm(byte_view bytes) noexcept {
    constexpr std::size_t longest_header = 128;
    const auto header = text_of(bytes.first(std::min(bytes.size(), longest_header)));
    return header.find("\x42\x82\x84webm") != header.npos;
}

/// Whether it begins as a bitmap: "BM" alone is no sign.
[[nodiscard]] inline bool is_bmp(byte_view bytes) noexcept {
    if (!has(bytes, 0, "BM") || bytes.size() < 18)
        return false;
    const auto header = load_le<std::uint32_t>(bytes.data() + 14);
    return load_le<std::uint32_t>(bytes.data() + 6) == 0 &&
           std::ranges::count(
               std::initializer_list<std::uint32_t>{12, 40, 52, 56, 64, 108, 124}, header
           ) != 0;
}

/// Whether a film begins with a box that QuickTime began with before there was `ftyp`.
[[nodiscard]] inline bool is_old_quicktime(byte_view bytes) noexcept {
    for (const auto* name : {"moov", "mdat", "wide", "pnot"})
        if (has(bytes, 4, name))
            return be32(bytes, 0) >= 8 || be32(bytes, 0) == 1;
    return false;
}

/// Whether a PNG has a chunk for animations before its picture.
[[nodiscard]] inline bool is_animated_png(byte_view bytes) noexcept {
    std::size_t at = 8;
    while (bytes.size() >= at + 8 && !has(bytes, at + 4, "IDAT")) {
        if (has(bytes, at + 4, "acTL"))
            return true;
        at += std::size_t{be32(bytes, at)} + 12;
    }
    return false;
}

[[nodiscard]] inline bool is_animated_webp(byte_view bytes) noexcept {
    return has(bytes, 12, "VP8X") && bytes.size() > 20 && (bytes[20] & 2) != 0;
}

struct magic_row {
    std::size_t at;
    std::string_view bytes;
    file_format format;
};

using namespace std::string_view_literals;

inline constexpr auto magics = std::to_array<magic_row>({
    {0, "\xFF\xD8\xFF"sv, file_format::jpeg},
    {0, "\x89PNG\r\n\x1A\n"sv, file_format::png},
    {0, "GIF87a"sv, file_format::gif},
    {0, "GIF89a"sv, file_format::gif},
    {0, "II*\0"sv, file_format::tiff},
    {0, "MM\0*"sv, file_format::tiff},
    {0, "fLaC"sv, file_format::flac},
    {0, "ID3"sv, file_format::mp3},
    {0, "%PDF-"sv, file_format::pdf},
    {0, "PK\x03\x04"sv, file_format::zip},
    {0, "PK\x05\x06"sv, file_format::zip},
    {0, "PK\x07\x08"sv, file_format::zip},
    {0, "\x1F\x8B\x08"sv, file_format::gzip},
    {0, "7z\xBC\xAF\x27\x1C"sv, file_format::seven_zip},
    {0, "Rar!\x1A\x07"sv, file_format::rar},
});

[[nodiscard]] inline file_format by_riff(byte_view bytes) noexcept {
    if (has(bytes, 8, "WEBP"))
        return file_format::webp;
    if (has(bytes, 8, "WAVE"))
        return file_format::wav;
    return has(bytes, 8, "AVI ") ? file_format::avi : file_format::unknown;
}

[[nodiscard]] inline file_format by_magic(byte_view bytes) noexcept {
    for (const auto& row : magics)
        if (has(bytes, row.at, row.bytes))
            return row.format;
    if (has(bytes, 4, "ftyp"))
        return by_brand(bytes);
    if (has(bytes, 0, "OggS"))
        return by_codec(bytes);
    if (has(bytes, 0, "\x1A\x45\xDF\xA3"))
        return is_webm(bytes) ? file_format::webm : file_format::matroska;
    if (has(bytes, 0, "RIFF") || has(bytes, 0, "RF64"))
        return by_riff(bytes);
    if (is_bmp(bytes))
        return file_format::bmp;
    if (is_old_quicktime(bytes))
        return file_format::quicktime;
    if (bytes.size() >= 4) {
        if (read_mp3_frame(be32(bytes, 0)))
            return file_format::mp3;
        // The same beginning, with a layer that MPEG audio does not have.
        if (bytes[0] == 0xFF && (bytes[1] & 0xF6) == 0xF0 && (bytes[2] >> 2 & 15) < 13)
            return file_format::aac;
    }
    return file_format::unknown;
}

/// Whether it is UTF-8 without control characters; its last character may be cut.
[[nodiscard]] inline bool is_text(byte_view bytes) noexcept {
    const auto control = [](std::uint8_t byte) {
        return byte == 0x7F || (byte < 0x20 && (byte < '\t' || byte > '\r') && byte != 0x1B);
    };
    if (bytes.empty() || std::ranges::any_of(bytes, control))
        return false;
    const auto end = awaitgram::detail::utf8_until(text_of(bytes));
    return bytes.size() - end < 4 && (end == bytes.size() || (end != 0 && bytes[end] >= 0xC2));
}

/// The format of a MIME type; unknown if it is that of none.
[[nodiscard]] inline file_format format_of(std::string_view mime) noexcept {
    for (auto number = 1; number <= static_cast<int>(file_format::rar); ++number)
        if (const auto format = static_cast<file_format>(number); mime_of(format) == mime)
            return format;
    return file_format::unknown;
}

/// Whether files of a format are kept in one of another format, so that only their name tells.
[[nodiscard]] inline bool is_kept_in(std::string_view mime, file_format outer) noexcept {
    switch (outer) {
    case file_format::zip:
        return mime.starts_with("application/vnd.openxmlformats") ||
               mime.starts_with("application/vnd.oasis") || mime == "application/epub+zip" ||
               mime == "application/java-archive" ||
               mime == "application/vnd.android.package-archive";
    case file_format::gzip:
        return mime == "application/x-tgsticker";
    case file_format::mp4:
        return mime == "audio/mp4" || mime == "video/x-m4v";
    case file_format::matroska:
        return mime == "audio/x-matroska";
    case file_format::webm:
        return mime == "audio/webm";
    case file_format::png:
        return mime == "image/apng";
    default:
        return false;
    }
}

} // namespace detail

AWAITGRAM_DECL sniffed_file sniff(byte_view beginning, std::string_view file_name) noexcept {
    sniffed_file file;
    file.format = detail::by_magic(beginning);
    file.mime = mime_of(file.format);
    if (file.format == file_format::png)
        file.animated = detail::is_animated_png(beginning);
    if (file.format == file_format::webp)
        file.animated = detail::is_animated_webp(beginning);
    const auto named = mime_of_extension(extension_of(file_name));
    if (file.format == file_format::unknown && !named.empty()) {
        file.mime = named;
        // A name does not make a picture of bytes that are none.
        if (beginning.empty())
            file.format = detail::format_of(named);
        else if (detail::is_text(beginning))
            file.format = file_format::text;
    } else if (file.format == file_format::unknown && detail::is_text(beginning)) {
        file.format = file_format::text;
        file.mime = mime_of(file.format);
    } else if (detail::is_kept_in(named, file.format)) {
        file.mime = named;
        if (const auto inner = detail::format_of(named); inner != file_format::unknown)
            file.format = inner;
    }
    return file;
}

} // namespace awaitgram::media
