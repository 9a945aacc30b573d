// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <cstdint>
#include <utility>

// Files as one account sees them, with references that are good for it.

namespace awaitgram::testing {

[[nodiscard]] inline tl::vector<api::PhotoSize> shown_sizes(const stored_file& file) {
    tl::vector<api::PhotoSize> shown;
    for (const auto& each : file.sizes) {
        api::photoSize size;
        size.type = tl::string{each.letter};
        size.w = each.width;
        size.h = each.height;
        size.size = static_cast<std::int32_t>(each.bytes->size());
        shown.push_back(std::move(size));
    }
    return shown;
}

[[nodiscard]] inline api::Photo shown_photo(
    const world& accounts, std::int64_t viewer, const stored_file& file, const file_origin& origin
) {
    api::photo shown;
    shown.id = file.id;
    shown.access_hash = accounts.access_hash(viewer, file.id);
    shown.file_reference = accounts.files().reference(viewer, file, origin);
    shown.date = file.date;
    shown.dc_id = file.dc;
    shown.sizes = shown_sizes(file);
    return shown;
}

[[nodiscard]] inline api::Document shown_document(
    const world& accounts, std::int64_t viewer, const stored_file& file, const file_origin& origin
) {
    api::document shown;
    shown.id = file.id;
    shown.access_hash = accounts.access_hash(viewer, file.id);
    shown.file_reference = accounts.files().reference(viewer, file, origin);
    shown.date = file.date;
    shown.dc_id = file.dc;
    shown.mime_type = tl::string{file.mime};
    shown.size = static_cast<std::int64_t>(file.bytes->size());
    shown.attributes = file.attributes;
    if (!file.sizes.empty())
        shown.thumbs = shown_sizes(file);
    return shown;
}

/// Replaces a photo by what an account sees of it, if its file is known.
inline void show_photo(
    const world& accounts, std::int64_t viewer, const file_origin& origin, api::Photo& shown
) {
    const auto* photo = shown.get_if<api::photo>();
    const auto* file = photo == nullptr ? nullptr : accounts.files().find(photo->id);
    if (file != nullptr)
        shown = shown_photo(accounts, viewer, *file, origin);
}

/// The media of a message as an account sees them.
[[nodiscard]] inline api::MessageMedia shown_media_for(
    const world& accounts,
    std::int64_t viewer,
    const file_origin& origin,
    const api::MessageMedia& media
) {
    if (const auto* photo = media.get_if<api::messageMediaPhoto>();
        photo != nullptr && photo->photo) {
        auto shown = *photo;
        show_photo(accounts, viewer, origin, *shown.photo);
        return shown;
    }
    if (const auto* document = media.get_if<api::messageMediaDocument>();
        document != nullptr && document->document) {
        auto shown = *document;
        const auto* named = shown.document->get_if<api::document>();
        const auto* file = named == nullptr ? nullptr : accounts.files().find(named->id);
        if (file != nullptr)
            shown.document = shown_document(accounts, viewer, *file, origin);
        if (shown.video_cover)
            show_photo(accounts, viewer, origin, *shown.video_cover);
        return shown;
    }
    return media;
}

/// The file that media of a message show; null when there is none.
[[nodiscard]] inline const stored_file*
file_of(const world& accounts, const api::MessageMedia& media) {
    if (const auto* shown = media.get_if<api::messageMediaPhoto>();
        shown != nullptr && shown->photo)
        if (const auto* photo = shown->photo->get_if<api::photo>())
            return accounts.files().find(photo->id);
    if (const auto* shown = media.get_if<api::messageMediaDocument>();
        shown != nullptr && shown->document)
        if (const auto* document = shown->document->get_if<api::document>())
            return accounts.files().find(document->id);
    return nullptr;
}

} // namespace awaitgram::testing
