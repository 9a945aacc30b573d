// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/contents.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/impl/editing.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// Reads everything that the caller owns, then sends.
[[nodiscard]] inline awaitable<message> send_media(
    const self_info* sender,
    const chat_ref& chat,
    api::InputMedia media,
    const text_ref& caption,
    const send_options& options
) {
    outgoing sent(sender, chat, options);
    api::messages::sendMedia request{};
    request.media = std::move(media);
    return send_now(std::move(sent), read_text(caption, empty_text::allowed), std::move(request));
}

[[nodiscard]] inline api::InputGeoPoint input_point(coordinates place) {
    api::inputGeoPoint point{};
    point.lat = place.latitude;
    point.long_ = place.longitude;
    return point;
}

[[nodiscard]] inline api::inputMediaGeoLive live_media(coordinates place, live_options live) {
    api::inputGeoPoint point{};
    point.lat = place.latitude;
    point.long_ = place.longitude;
    if (live.accuracy > 0)
        point.accuracy_radius = live.accuracy;
    api::inputMediaGeoLive media{};
    media.geo_point = std::move(point);
    if (live.heading > 0)
        media.heading = live.heading;
    if (live.alert_within > 0)
        media.proximity_notification_radius = live.alert_within;
    return media;
}

/// Puts a live location in the place of one.
[[nodiscard]] inline awaitable<message> edit_live(
    const self_info* account,
    const chat_ref& chat,
    std::int32_t id,
    api::inputMediaGeoLive media,
    const keyboard_ref& keyboard
) {
    edit_options options;
    options.keyboard = keyboard;
    edit made(message_chat(account, chat), id, options);
    made.media = std::move(media);
    return edit_now(std::move(made));
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> content_methods::send_media(
    chat_ref chat, media_ref media, text_ref caption, send_options options
) const {
    return detail::send_media(&account(), chat, media.input(), caption, options);
}

AWAITGRAM_DECL awaitable<message>
content_methods::send_location(chat_ref chat, coordinates place, send_options options) const {
    api::inputMediaGeoPoint media{};
    media.geo_point = detail::input_point(place);
    return detail::send_media(&account(), chat, std::move(media), {}, options);
}

AWAITGRAM_DECL awaitable<message> content_methods::send_live_location(
    chat_ref chat,
    coordinates place,
    std::chrono::seconds period,
    live_options live,
    send_options options
) const {
    auto media = detail::live_media(place, live);
    media.period =
        static_cast<std::int32_t>(std::clamp(period, std::chrono::seconds{0}, until_stopped).count()
        );
    return detail::send_media(&account(), chat, std::move(media), {}, options);
}

AWAITGRAM_DECL awaitable<message> content_methods::edit_live_location(
    chat_ref chat, std::int32_t id, coordinates place, live_options live, keyboard_ref keyboard
) const {
    return detail::edit_live(&account(), chat, id, detail::live_media(place, live), keyboard);
}

AWAITGRAM_DECL awaitable<message>
content_methods::stop_live_location(chat_ref chat, std::int32_t id, keyboard_ref keyboard) const {
    api::inputMediaGeoLive media{};
    media.stopped = true;
    media.geo_point = api::inputGeoPointEmpty{};
    return detail::edit_live(&account(), chat, id, std::move(media), keyboard);
}

AWAITGRAM_DECL awaitable<message>
content_methods::send_venue(chat_ref chat, venue_data venue, send_options options) const {
    api::inputMediaVenue media{};
    media.geo_point = detail::input_point(venue.at);
    media.title = venue.title;
    media.address = venue.address;
    media.provider = venue.provider;
    media.venue_id = venue.id;
    media.venue_type = venue.kind;
    return detail::send_media(&account(), chat, std::move(media), {}, options);
}

AWAITGRAM_DECL awaitable<message>
content_methods::send_contact(chat_ref chat, contact_data contact, send_options options) const {
    api::inputMediaContact media{};
    media.phone_number = contact.phone;
    media.first_name = contact.first_name;
    media.last_name = contact.last_name;
    media.vcard = contact.vcard;
    return detail::send_media(&account(), chat, std::move(media), {}, options);
}

AWAITGRAM_DECL awaitable<message>
content_methods::send_dice(chat_ref chat, std::string_view emoji, send_options options) const {
    api::inputMediaDice media{};
    media.emoticon = emoji;
    return detail::send_media(&account(), chat, std::move(media), {}, options);
}

} // namespace awaitgram
