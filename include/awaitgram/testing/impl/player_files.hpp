// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/impl/test_media.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/world/uploads.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::testing {

AWAITGRAM_DECL result<api::MessageMedia, std::string>
player::store_media(std::int64_t account_id, std::int64_t dialog, const test_media& media) {
    constexpr std::size_t largest_small = 10 * 1024 * 1024;
    const auto& text = media.bytes;
    const byte_view bytes{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    const auto id = machine_.accounts().unique_number();
    const auto total = static_cast<std::int32_t>((bytes.size() + largest_part - 1) / largest_part);
    const auto big = bytes.size() > largest_small;
    for (std::int32_t number = 0; number != total; ++number) {
        const auto at = static_cast<std::size_t>(number) * largest_part;
        const auto send = [&](auto query) {
            query.file_id = id;
            query.file_part = number;
            query.bytes = tl::bytes{bytes.subspan(at, std::min(largest_part, bytes.size() - at))};
            if constexpr (requires { query.file_total_parts; })
                query.file_total_parts = total;
            return call(account_id, query);
        };
        const auto sent =
            big ? send(api::upload::saveBigFilePart{}) : send(api::upload::saveFilePart{});
        if (!sent)
            return failure{sent.error()};
    }
    const auto filled = [&](auto file) {
        file.id = id;
        file.parts = total;
        file.name = tl::string{media.file_name};
        return api::InputFile{std::move(file)};
    };
    auto file = big ? filled(api::inputFileBig{}) : filled(api::inputFile{});
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::uploadMedia query;
    query.peer = *peer;
    if (media.kind == media_kind::photo) {
        api::inputMediaUploadedPhoto photo;
        photo.file = std::move(file);
        photo.spoiler = media.spoiler;
        query.media = std::move(photo);
        return call(account_id, query);
    }
    const auto shape = detail::document_stand_in(media, id, date());
    const auto& shown = *shape.document->get_if<api::document>();
    api::inputMediaUploadedDocument document;
    document.file = std::move(file);
    document.mime_type = media.mime.empty() ? shown.mime_type : tl::string{media.mime};
    document.attributes = shown.attributes;
    document.spoiler = media.spoiler;
    document.force_file = media.kind == media_kind::document;
    document.nosound_video = media.kind != media_kind::animation;
    query.media = std::move(document);
    return call(account_id, query);
}

} // namespace awaitgram::testing
