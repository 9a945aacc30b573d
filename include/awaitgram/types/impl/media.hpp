// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/photo_sizes.hpp>
#include <awaitgram/types/media.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram {

namespace detail {

template <class T>
[[nodiscard]] const T* attribute_of(const api::document& file) noexcept {
    for (const auto& each : file.attributes)
        if (const auto* wanted = each.get_if<T>())
            return wanted;
    return nullptr;
}

/// The kind of a file. The order matters: a sticker is a video or an image, too, and an animation a video.
[[nodiscard]] inline media_kind kind_of_file(const api::document& file) noexcept {
    if (attribute_of<api::documentAttributeSticker>(file) ||
        attribute_of<api::documentAttributeCustomEmoji>(file))
        return media_kind::sticker;
    if (attribute_of<api::documentAttributeAnimated>(file))
        return media_kind::animation;
    if (const auto* video = attribute_of<api::documentAttributeVideo>(file))
        return video->round_message ? media_kind::video_note : media_kind::video;
    if (const auto* audio = attribute_of<api::documentAttributeAudio>(file))
        return audio->voice ? media_kind::voice : media_kind::audio;
    return media_kind::document;
}

/// The kind of a file that is not there any more, or not yet, by the marks of its message.
[[nodiscard]] inline media_kind kind_of_marks(const api::messageMediaDocument& shown) noexcept {
    if (shown.round)
        return media_kind::video_note;
    if (shown.voice)
        return media_kind::voice;
    return shown.video ? media_kind::video : media_kind::document;
}

} // namespace detail

AWAITGRAM_DECL std::int64_t media_view::size() const noexcept {
    if (const auto* file = document())
        return file->size;
    if (const auto* picture = photo())
        if (const auto largest = media::largest_size(picture->sizes))
            return largest->bytes;
    return 0;
}

AWAITGRAM_DECL const api::photo* media_view::photo() const noexcept {
    const auto* shown = get_if<api::messageMediaPhoto>();
    return shown && shown->photo ? shown->photo->get_if<api::photo>() : nullptr;
}

AWAITGRAM_DECL const api::document* media_view::document() const noexcept {
    const auto* shown = get_if<api::messageMediaDocument>();
    return shown && shown->document ? shown->document->get_if<api::document>() : nullptr;
}

AWAITGRAM_DECL media_kind media_view::kind() const noexcept {
    if (raw_ == nullptr)
        return media_kind::none;
    switch (raw_->id_of()) {
    case 0:
    case api::messageMediaEmpty::tl_id:
        return media_kind::none;
    case api::messageMediaPhoto::tl_id:
        return media_kind::photo;
    case api::messageMediaDocument::tl_id: {
        const auto* file = document();
        return file ? detail::kind_of_file(*file)
                    : detail::kind_of_marks(*get_if<api::messageMediaDocument>());
    }
    case api::messageMediaWebPage::tl_id:
        return media_kind::web_page;
    case api::messageMediaGeo::tl_id:
        return media_kind::location;
    case api::messageMediaGeoLive::tl_id:
        return media_kind::live_location;
    case api::messageMediaVenue::tl_id:
        return media_kind::venue;
    case api::messageMediaContact::tl_id:
        return media_kind::contact;
    case api::messageMediaPoll::tl_id:
        return media_kind::poll;
    case api::messageMediaDice::tl_id:
        return media_kind::dice;
    case api::messageMediaGame::tl_id:
        return media_kind::game;
    case api::messageMediaInvoice::tl_id:
        return media_kind::invoice;
    case api::messageMediaStory::tl_id:
        return media_kind::story;
    case api::messageMediaPaidMedia::tl_id:
        return media_kind::paid;
    case api::messageMediaToDo::tl_id:
        return media_kind::to_do;
    case api::messageMediaGiveaway::tl_id:
        return media_kind::giveaway;
    case api::messageMediaGiveawayResults::tl_id:
        return media_kind::giveaway_results;
    case api::messageMediaVideoStream::tl_id:
        return media_kind::video_stream;
    default:
        return media_kind::other;
    }
}

AWAITGRAM_DECL std::string_view media_view::file_name() const noexcept {
    const auto* file = document();
    const auto* name = file ? detail::attribute_of<api::documentAttributeFilename>(*file) : nullptr;
    return name ? name->file_name.view() : std::string_view{};
}

AWAITGRAM_DECL double media_view::duration() const noexcept {
    const auto* file = document();
    if (file == nullptr)
        return 0;
    if (const auto* video = detail::attribute_of<api::documentAttributeVideo>(*file))
        return video->duration;
    const auto* audio = detail::attribute_of<api::documentAttributeAudio>(*file);
    return audio ? audio->duration : 0;
}

AWAITGRAM_DECL std::string_view media_view::emoji() const noexcept {
    if (const auto* dice = get_if<api::messageMediaDice>())
        return dice->emoticon;
    const auto* file = document();
    if (file == nullptr)
        return {};
    if (const auto* sticker = detail::attribute_of<api::documentAttributeSticker>(*file))
        return sticker->alt;
    const auto* custom = detail::attribute_of<api::documentAttributeCustomEmoji>(*file);
    return custom ? custom->alt.view() : std::string_view{};
}

AWAITGRAM_DECL bool media_view::spoiler() const noexcept {
    if (const auto* photo = get_if<api::messageMediaPhoto>())
        return photo->spoiler;
    const auto* file = get_if<api::messageMediaDocument>();
    return file && file->spoiler;
}

AWAITGRAM_DECL std::int32_t media_view::self_destructs_after() const noexcept {
    if (const auto* photo = get_if<api::messageMediaPhoto>())
        return photo->ttl_seconds.value_or(0);
    const auto* file = get_if<api::messageMediaDocument>();
    return file ? file->ttl_seconds.value_or(0) : 0;
}

} // namespace awaitgram
