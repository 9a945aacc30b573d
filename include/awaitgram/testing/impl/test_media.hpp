// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/seen_message.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::testing::detail {

[[nodiscard]] inline api::messageMediaPhoto photo_stand_in(std::int64_t id, std::int32_t date) {
    api::photoSize size;
    size.type = "x";
    size.w = 800;
    size.h = 600;
    size.size = 60'000;
    api::photo photo;
    photo.id = id;
    photo.access_hash = id;
    photo.date = date;
    photo.sizes.push_back(std::move(size));
    photo.dc_id = 2;
    api::messageMediaPhoto media;
    media.photo = std::move(photo);
    return media;
}

[[nodiscard]] inline api::messageMediaDocument
document_stand_in(const test_media& sent, std::int64_t id, std::int32_t date) {
    api::document document;
    document.id = id;
    document.access_hash = id;
    document.date = date;
    document.size = 100'000;
    document.dc_id = 2;
    document.mime_type = "application/octet-stream";
    api::messageMediaDocument media;
    const auto video = [&](bool round) {
        api::documentAttributeVideo shown;
        shown.round_message = round;
        shown.duration = 3;
        shown.w = shown.h = 240;
        document.mime_type = "video/mp4";
        document.attributes.push_back(std::move(shown));
        media.video = true;
        media.round = round;
    };
    const auto audio = [&](bool voice) {
        api::documentAttributeAudio heard;
        heard.voice = voice;
        heard.duration = 3;
        document.mime_type = voice ? "audio/ogg" : "audio/mpeg";
        document.attributes.push_back(std::move(heard));
        media.voice = voice;
    };
    if (sent.kind == media_kind::video || sent.kind == media_kind::animation)
        video(false);
    if (sent.kind == media_kind::animation)
        document.attributes.push_back(api::documentAttributeAnimated{});
    if (sent.kind == media_kind::video_note)
        video(true);
    if (sent.kind == media_kind::audio || sent.kind == media_kind::voice)
        audio(sent.kind == media_kind::voice);
    if (sent.kind == media_kind::sticker) {
        api::documentAttributeSticker sticker;
        sticker.alt = "\xf0\x9f\x98\x80";
        sticker.stickerset = api::inputStickerSetEmpty{};
        document.mime_type = "image/webp";
        document.attributes.push_back(std::move(sticker));
    }
    if (!sent.file_name.empty()) {
        api::documentAttributeFilename name;
        name.file_name = tl::string{sent.file_name};
        document.attributes.push_back(std::move(name));
    }
    media.document = std::move(document);
    return media;
}

/// Media of a kind, without content.
[[nodiscard]] inline api::MessageMedia
stand_in_for(const test_media& sent, std::int64_t id, std::int32_t date) {
    if (sent.kind == media_kind::photo)
        return photo_stand_in(id, date);
    if (sent.kind == media_kind::location) {
        api::geoPoint point;
        point.lat = 52.5;
        point.long_ = 13.4;
        api::messageMediaGeo media;
        media.geo = point;
        return media;
    }
    if (sent.kind == media_kind::contact) {
        api::messageMediaContact media;
        media.phone_number = "99966000000";
        media.first_name = "Contact";
        return media;
    }
    return document_stand_in(sent, id, date);
}

} // namespace awaitgram::testing::detail
