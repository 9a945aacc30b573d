// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>

namespace awaitgram::testing {

/// What the file of a message is; all are false for another message.
struct file_traits {
    bool photo{};
    bool document{};
    bool video{};
    bool round{};
    bool animated{};
    bool audio{};
    bool voice{};
    bool sticker{};

    [[nodiscard]] bool plain() const noexcept {
        return document && !video && !round && !animated && !audio && !voice && !sticker;
    }
};

[[nodiscard]] inline file_traits traits_of(const stored_message& message) {
    file_traits traits;
    if (!message.extras || !message.extras->media)
        return traits;
    const auto& media = *message.extras->media;
    traits.photo = media.is<api::messageMediaPhoto>();
    const auto* file = media.get_if<api::messageMediaDocument>();
    const auto* document =
        file != nullptr && file->document ? file->document->get_if<api::document>() : nullptr;
    if (document == nullptr)
        return traits;
    traits.document = true;
    for (const auto& each : document->attributes) {
        if (const auto* video = each.get_if<api::documentAttributeVideo>())
            (video->round_message ? traits.round : traits.video) = true;
        else if (const auto* audio = each.get_if<api::documentAttributeAudio>())
            (audio->voice ? traits.voice : traits.audio) = true;
        else if (each.is<api::documentAttributeAnimated>())
            traits.animated = true;
        else if (each.is<api::documentAttributeSticker>())
            traits.sticker = true;
    }
    traits.video = traits.video && !traits.animated; // kinds exclude each other
    return traits;
}

/// Whether the text of a message has a link.
[[nodiscard]] inline bool has_link(const stored_message& message) {
    return std::any_of(message.entities.begin(), message.entities.end(), [](const auto& each) {
        return each.template is<api::messageEntityUrl>() ||
               each.template is<api::messageEntityTextUrl>();
    });
}

/// Whether a filter of searches selects a message.
[[nodiscard]] inline bool
selects(const api_call& call, const api::MessagesFilter& filter, const stored_message& message) {
    if (filter.is<api::inputMessagesFilterEmpty>())
        return true;
    if (filter.is<api::inputMessagesFilterPinned>())
        return message.pinned;
    if (filter.is<api::inputMessagesFilterUrl>())
        return has_link(message);
    if (filter.is<api::inputMessagesFilterPoll>())
        return message.extras && message.extras->poll != 0;
    if (filter.is<api::inputMessagesFilterMyMentions>()) {
        const auto& box = box_of(call.accounts, *call.self, message.peer);
        return is_mentioned(*call.self, message, box.find(message.reply_to));
    }
    if (filter.is<api::inputMessagesFilterChatPhotos>())
        return message.is_service() &&
               message.extras->action->is<api::messageActionChatEditPhoto>();
    const auto has = [&message](auto like) {
        return message.extras && message.extras->media &&
               message.extras->media->is<decltype(like)>();
    };
    if (filter.is<api::inputMessagesFilterGeo>())
        return has(api::messageMediaGeo{}) || has(api::messageMediaGeoLive{}) ||
               has(api::messageMediaVenue{});
    if (filter.is<api::inputMessagesFilterContacts>())
        return has(api::messageMediaContact{});
    const auto file = traits_of(message);
    return (filter.is<api::inputMessagesFilterPhotos>() && file.photo) ||
           (filter.is<api::inputMessagesFilterVideo>() && file.video) ||
           (filter.is<api::inputMessagesFilterPhotoVideo>() && (file.photo || file.video)) ||
           (filter.is<api::inputMessagesFilterDocument>() && file.plain()) ||
           (filter.is<api::inputMessagesFilterGif>() && file.animated) ||
           (filter.is<api::inputMessagesFilterVoice>() && file.voice) ||
           (filter.is<api::inputMessagesFilterMusic>() && file.audio) ||
           (filter.is<api::inputMessagesFilterRoundVideo>() && file.round) ||
           (filter.is<api::inputMessagesFilterRoundVoice>() && (file.round || file.voice));
}

} // namespace awaitgram::testing
