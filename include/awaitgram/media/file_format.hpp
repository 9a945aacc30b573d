// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace awaitgram::media {

/// How the bytes of a file are arranged.
enum class file_format : std::uint8_t {
    unknown,
    text,
    jpeg,
    png,
    gif,
    webp,
    bmp,
    tiff,
    heic,
    heif,
    avif,
    mp4,
    quicktime,
    /// MP4 with sound alone.
    m4a,
    three_gp,
    matroska,
    webm,
    avi,
    /// Opus in Ogg, as in voice messages.
    ogg_opus,
    ogg_vorbis,
    ogg_flac,
    /// Ogg with a picture.
    ogg_video,
    /// Ogg with anything else.
    ogg,
    mp3,
    flac,
    wav,
    aac,
    pdf,
    zip,
    gzip,
    /// An animated sticker: gzip around a Lottie animation.
    tgs,
    seven_zip,
    rar,
};

/// What programs do with files of a format.
enum class file_family : std::uint8_t { other, image, video, audio, archive, text };

/// The family of a format. GIF and TGS are images.
[[nodiscard]] constexpr file_family family_of(file_format format) noexcept {
    switch (format) {
    case file_format::text:
        return file_family::text;
    case file_format::jpeg:
    case file_format::png:
    case file_format::gif:
    case file_format::webp:
    case file_format::bmp:
    case file_format::tiff:
    case file_format::heic:
    case file_format::heif:
    case file_format::avif:
    case file_format::tgs:
        return file_family::image;
    case file_format::mp4:
    case file_format::quicktime:
    case file_format::three_gp:
    case file_format::matroska:
    case file_format::webm:
    case file_format::avi:
    case file_format::ogg_video:
        return file_family::video;
    case file_format::m4a:
    case file_format::ogg_opus:
    case file_format::ogg_vorbis:
    case file_format::ogg_flac:
    case file_format::ogg:
    case file_format::mp3:
    case file_format::flac:
    case file_format::wav:
    case file_format::aac:
        return file_family::audio;
    case file_format::zip:
    case file_format::gzip:
    case file_format::seven_zip:
    case file_format::rar:
        return file_family::archive;
    case file_format::unknown:
    case file_format::pdf:
        break;
    }
    return file_family::other;
}

/// The MIME type of a format as Telegram's apps write it; `application/octet-stream` for an unknown one.
[[nodiscard]] constexpr std::string_view mime_of(file_format format) noexcept {
    switch (format) {
    case file_format::text:
        return "text/plain";
    case file_format::jpeg:
        return "image/jpeg";
    case file_format::png:
        return "image/png";
    case file_format::gif:
        return "image/gif";
    case file_format::webp:
        return "image/webp";
    case file_format::bmp:
        return "image/bmp";
    case file_format::tiff:
        return "image/tiff";
    case file_format::heic:
        return "image/heic";
    case file_format::heif:
        return "image/heif";
    case file_format::avif:
        return "image/avif";
    case file_format::mp4:
        return "video/mp4";
    case file_format::quicktime:
        return "video/quicktime";
    case file_format::m4a:
        return "audio/mp4";
    case file_format::three_gp:
        return "video/3gpp";
    case file_format::matroska:
        return "video/x-matroska";
    case file_format::webm:
        return "video/webm";
    case file_format::avi:
        return "video/x-msvideo";
    case file_format::ogg_opus:
    case file_format::ogg_vorbis:
    case file_format::ogg_flac:
    case file_format::ogg:
        return "audio/ogg";
    case file_format::ogg_video:
        return "video/ogg";
    case file_format::mp3:
        return "audio/mpeg";
    case file_format::flac:
        return "audio/flac";
    case file_format::wav:
        return "audio/wav";
    case file_format::aac:
        return "audio/aac";
    case file_format::pdf:
        return "application/pdf";
    case file_format::zip:
        return "application/zip";
    case file_format::gzip:
        return "application/gzip";
    case file_format::tgs:
        return "application/x-tgsticker";
    case file_format::seven_zip:
        return "application/x-7z-compressed";
    case file_format::rar:
        return "application/vnd.rar";
    case file_format::unknown:
        break;
    }
    return "application/octet-stream";
}

} // namespace awaitgram::media
