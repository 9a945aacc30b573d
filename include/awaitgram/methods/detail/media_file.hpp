// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/media/photo_sizes.hpp>
#include <awaitgram/media/safe_file_name.hpp>
#include <awaitgram/media/stripped_jpeg.hpp>
#include <awaitgram/methods/detail/owned_media.hpp>
#include <awaitgram/methods/downloads.hpp>
#include <awaitgram/types/media.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

// The files of media.

namespace awaitgram::detail {

/// A file that Telegram has, and what it is called.
struct media_file {
    files::remote_file place;
    /// The name that its sender gave it; empty for none.
    std::string given_name{};
    std::string mime{};
    media::file_type type = media::file_type::document;
    std::int64_t id = 0;
    std::int32_t date = 0;

    /// A name that is one on every system.
    [[nodiscard]] std::string name() const {
        media::unnamed_file otherwise;
        otherwise.type = type;
        otherwise.id = id;
        otherwise.date = std::chrono::sys_seconds{std::chrono::seconds{date}};
        otherwise.mime = mime;
        // While it is not complete it has an ending such as ".part.state.4294967295.new", and a number where there is one of its name.
        constexpr std::size_t room = 48;
        auto safe = media::safe_file_name(given_name, media::longest_file_name - room);
        return safe.empty() ? media::safe_file_name({}, otherwise) : safe;
    }
};

[[noreturn]] inline void refuse_no_file() {
    throw std::logic_error("awaitgram: there is no file to download in these media");
}

[[nodiscard]] inline media_file file_of(const api::photo& photo) {
    media_file file{files::remote_file{photo}};
    file.mime = "image/jpeg";
    file.type = media::file_type::photo;
    file.id = photo.id;
    file.date = photo.date;
    return file;
}

[[nodiscard]] inline media_file file_of(const api::document& document) {
    media_file file{files::remote_file{document}};
    for (const auto& each : document.attributes)
        if (const auto* named = each.get_if<api::documentAttributeFilename>())
            file.given_name = named->file_name.str();
    file.mime = document.mime_type.str();
    file.type = media::file_type_of(document);
    file.id = document.id;
    file.date = document.date;
    return file;
}

/// A file of which the id alone is known, not the size.
[[nodiscard]] inline media_file file_of(const media::file_id& id) {
    media_file file{
        files::remote_file{value_or_throw(media::location_of(id)), id.dc, files::unknown_size}};
    file.type = id.type;
    file.id = id.id;
    if (media::is_photo(id.type))
        file.mime = "image/jpeg";
    return file;
}

/// The photo and the document of media; both null for media without files.
struct files_of_media {
    const api::photo* photo = nullptr;
    const api::document* document = nullptr;
};

template <class Shown>
void add_files(files_of_media& found, const Shown& shown) {
    if constexpr (requires { shown.photo->template get_if<api::photo>(); })
        if (shown.photo)
            found.photo = shown.photo->template get_if<api::photo>();
    if constexpr (requires { shown.photo.template get_if<api::photo>(); })
        found.photo = shown.photo.template get_if<api::photo>();
    if constexpr (requires { shown.document->template get_if<api::document>(); })
        if (shown.document)
            found.document = shown.document->template get_if<api::document>();
}

/// Of a preview of a web page, and of a game, too; of paid media the first that was bought.
[[nodiscard]] inline files_of_media files_of(const media_view& media) {
    files_of_media found;
    if (const auto* photo = media.get_if<api::messageMediaPhoto>())
        add_files(found, *photo);
    else if (const auto* file = media.get_if<api::messageMediaDocument>())
        add_files(found, *file);
    else if (const auto* preview = media.get_if<api::messageMediaWebPage>()) {
        if (const auto* page = preview->webpage.get_if<api::webPage>())
            add_files(found, *page);
    } else if (const auto* game = media.get_if<api::messageMediaGame>())
        add_files(found, game->game);
    else if (const auto* paid = media.get_if<api::messageMediaPaidMedia>())
        for (const auto& each : paid->extended_media)
            if (const auto* bought = each.get_if<api::messageExtendedMedia>();
                bought != nullptr && found.photo == nullptr && found.document == nullptr)
                found = files_of(media_view{&bought->media});
    return found;
}

/// The file of media.
///
/// Errors: std::logic_error for media without one.
[[nodiscard]] inline media_file file_in(const media_view& media) {
    const auto found = files_of(media);
    if (found.document != nullptr)
        return file_of(*found.document);
    if (found.photo != nullptr)
        return file_of(*found.photo);
    refuse_no_file();
}

/// A picture that stands for media: its bytes, or where it is.
struct media_thumbnail {
    byte_buffer content{};
    std::optional<files::remote_file> place{};
};

[[nodiscard]] inline std::optional<media_thumbnail>
stripped_thumbnail(std::span<const api::PhotoSize> sizes) {
    const auto stripped = media::stripped_size(sizes);
    auto picture = media::expand_stripped_jpeg(stripped);
    if (stripped.empty() || !picture)
        return std::nullopt;
    media_thumbnail found;
    found.content = *std::move(picture);
    return found;
}

/// The picture among the sizes of a photo or a document, whose place `place` has all but the letter of the size.
template <class Place>
[[nodiscard]] std::optional<media_thumbnail> thumbnail_in(
    std::span<const api::PhotoSize> sizes, std::int32_t side, std::int32_t dc, Place place
) {
    if (side <= 0)
        return stripped_thumbnail(sizes);
    const auto size = media::size_at_least(sizes, side);
    if (!size)
        return stripped_thumbnail(sizes);
    media_thumbnail found;
    if (!size->content.empty()) {
        found.content.assign(size->content.begin(), size->content.end());
        return found;
    }
    place.thumb_size = tl::string{size->letter};
    found.place.emplace(
        api::InputFileLocation{std::move(place)},
        dc,
        size->bytes > 0 ? size->bytes : files::unknown_size
    );
    return found;
}

[[nodiscard]] inline std::optional<media_thumbnail>
thumbnail_of(const files_of_media& files, std::int32_t side) {
    if (const auto* file = files.document; file != nullptr && file->thumbs) {
        api::inputDocumentFileLocation place;
        place.id = file->id;
        place.access_hash = file->access_hash;
        place.file_reference = file->file_reference;
        return thumbnail_in(*file->thumbs, side, file->dc_id, std::move(place));
    }
    if (const auto* photo = files.photo) {
        api::inputPhotoFileLocation place;
        place.id = photo->id;
        place.access_hash = photo->access_hash;
        place.file_reference = photo->file_reference;
        return thumbnail_in(photo->sizes, side, photo->dc_id, std::move(place));
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<media_thumbnail>
thumbnail_of(const download_ref& file, std::int32_t side) {
    files_of_media files;
    switch (file.what()) {
    case download_ref::form::message:
        files = files_of(file.as<message>().media());
        break;
    case download_ref::form::media:
        files = files_of(media_view{file.empty() ? nullptr : &file.as<api::MessageMedia>()});
        break;
    case download_ref::form::photo:
        files.photo = &file.as<api::photo>();
        break;
    case download_ref::form::document:
        files.document = &file.as<api::document>();
        break;
    case download_ref::form::id:
    case download_ref::form::place:
        break;
    }
    return thumbnail_of(files, side);
}

} // namespace awaitgram::detail
