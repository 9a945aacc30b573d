// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/media/error.hpp>
#include <awaitgram/media/file_id.hpp>

#include <cstdint>

namespace awaitgram::media {

/// Where `upload.getFile` finds a file, in its data centre.
///
/// Errors: `not_downloadable` for a web file, for a size of a thumbnail of an encrypted file, and for a set of stickers of which neither
/// version nor place is known; `invalid_source` for the photo of what is no chat.
[[nodiscard]] result<api::InputFileLocation, media_errc> location_of(const file_id& id);

/// Where `upload.getWebFile` finds a file.
///
/// Errors: `not_downloadable` for files on Telegram's servers.
[[nodiscard]] result<api::InputWebFileLocation, media_errc> web_location_of(const file_id& id);

/// The photo, to be sent again.
///
/// Errors: `not_a_photo`, also for thumbnails and for photos of chats, which Telegram does not send.
[[nodiscard]] result<api::InputPhoto, media_errc> input_photo_of(const file_id& id);

/// The document, to be sent again.
///
/// Errors: `not_a_document`, also for web files, which are sent by their address.
[[nodiscard]] result<api::InputDocument, media_errc> input_document_of(const file_id& id);

/// The id of a file that `upload.getFile` finds at a place. The type counts for documents and photos; parts of them have their own.
///
/// Errors: `mismatched_fields` for places that no id names, such as that of a takeout, and for a type of another place; `invalid_dc`;
/// `invalid_source`.
[[nodiscard]] result<file_id, media_errc>
file_id_of(const api::InputFileLocation& location, file_type type, std::int32_t dc);

/// What a document is, by its attributes.
[[nodiscard]] file_type file_type_of(const api::document& file) noexcept;

/// The id of a document.
[[nodiscard]] file_id file_id_of(const api::document& file);

/// The id of a thumbnail of a document, which has a size of this letter.
[[nodiscard]] file_id thumbnail_id_of(const api::document& file, char letter);

/// The id of a photo, in the size of this letter.
[[nodiscard]] file_id file_id_of(const api::photo& photo, char letter);

} // namespace awaitgram::media
