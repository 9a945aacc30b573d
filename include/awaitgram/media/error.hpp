// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::media {

/// What is wrong with the id of a file, with what is asked of it, or with an album. No text contains a part of the id: ids give access to files.
enum class media_errc {
    /// The text is not Base64.
    not_base64 = 1,
    /// The text is longer than ids are.
    too_long,
    /// A run of zeros has no length, or the length zero.
    malformed_run,
    /// The id ends inside of a field.
    truncated,
    /// Bytes are left behind the last field.
    trailing_bytes,
    /// The version is none that names a file on Telegram's servers.
    unsupported_version,
    /// The type of the file is not known.
    unknown_type,
    /// The number of the data centre is none.
    invalid_dc,
    /// The address of a web file is no http:// or https:// address.
    invalid_url,
    /// The part of the photo is unknown, or does not belong to the type.
    invalid_source,
    /// The id has fields that belong to files of another type.
    mismatched_fields,
    /// Such a file is not downloaded by `upload.getFile`.
    not_downloadable,
    /// Such a file cannot be sent as a photo.
    not_a_photo,
    /// Such a file cannot be sent as a document.
    not_a_document,
    /// A stripped thumbnail or an outline is malformed.
    malformed_preview,
    /// An album has 2 to 10 files.
    wrong_album_size,
    /// An album has photos and videos, or audio alone, or documents alone.
    mixed_album,
};

[[nodiscard]] inline const char* category_name(media_errc) noexcept {
    return "awaitgram.media";
}

[[nodiscard]] inline const char* to_string(media_errc code) noexcept {
    switch (code) {
    case media_errc::not_base64:
        return "a file id is Base64 of the kind for URLs";
    case media_errc::too_long:
        return "no file id is that long";
    case media_errc::malformed_run:
        return "the file id is damaged: a run of zeros has no length";
    case media_errc::truncated:
        return "the file id is incomplete";
    case media_errc::trailing_bytes:
        return "the file id is damaged: there are bytes behind its end";
    case media_errc::unsupported_version:
        return "the file id is damaged, or its version is not supported";
    case media_errc::unknown_type:
        return "the file id is damaged, or its type of files is not known";
    case media_errc::invalid_dc:
        return "the file id names no data centre";
    case media_errc::invalid_url:
        return "the address of a web file begins with http:// or https://";
    case media_errc::invalid_source:
        return "the file id names a part of a photo that does not exist";
    case media_errc::mismatched_fields:
        return "the fields of a file id do not belong to its type of files";
    case media_errc::not_downloadable:
        return "this file is not downloaded by upload.getFile";
    case media_errc::not_a_photo:
        return "this file cannot be sent as a photo";
    case media_errc::not_a_document:
        return "this file cannot be sent as a document";
    case media_errc::malformed_preview:
        return "the preview of a photo is malformed";
    case media_errc::wrong_album_size:
        return "an album has 2 to 10 files";
    case media_errc::mixed_album:
        return "an album has photos and videos, or audio alone, or documents alone";
    }
    return "unknown error of a file";
}

[[nodiscard]] inline std::error_code make_error_code(media_errc code) noexcept {
    return {static_cast<int>(code), category_of<media_errc>()};
}

} // namespace awaitgram::media

template <>
struct std::is_error_code_enum<awaitgram::media::media_errc> : std::true_type {};
