// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/methods/media_ref.hpp> // IWYU pragma: export
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

class attachment; // methods/media_options.hpp
class message;    // types/message.hpp

/// A place on the Earth.
struct coordinates {
    /// In degrees north.
    double latitude = 0;
    /// In degrees east.
    double longitude = 0;
};

/// As the period of a live location: until it is stopped.
inline constexpr std::chrono::seconds until_stopped{0x7FFFFFFF};

/// What a live location tells beside the place.
struct live_options {
    /// The direction of movement in degrees, from 1 to 360; 0 for unknown.
    std::int32_t heading = 0;
    /// How exact the place is, in metres; 0 for unknown.
    std::int32_t accuracy = 0;
    /// How near another member must come for an alert, in metres; 0 for none.
    std::int32_t alert_within = 0;
};

static_assert(std::is_trivially_destructible_v<live_options>);

/// A place with a name.
struct venue_data {
    coordinates at{};
    std::string_view title{};
    std::string_view address{};
    /// Where the data are from, such as `"foursquare"`, and its id and kind there.
    std::string_view provider{};
    std::string_view id{};
    std::string_view kind{};
};

static_assert(std::is_trivially_destructible_v<venue_data>);

/// The card of a person.
struct contact_data {
    std::string_view phone{};
    std::string_view first_name{};
    std::string_view last_name{};
    /// More data, as a vCard.
    std::string_view vcard{};
};

static_assert(std::is_trivially_destructible_v<contact_data>);

/// Methods that send what needs no upload. Polls are in methods/polls.hpp.
class content_methods : public virtual method_base {
public:
    /// Sends media that are on Telegram's servers or at an address: those of a message, `photo_at(url)`, an `api::InputMedia`.
    ///
    /// Raw method: messages.sendMedia.
    /// Errors:     rpc_error when Telegram refuses, as with WEBPAGE_CURL_FAILED for an address that it cannot fetch; peer_error;
    ///             std::logic_error for media that cannot be sent again; std::system_error when the link breaks, or with text_errc
    ///             before anything is sent. So for all of these methods.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message> send_media(
        chat_ref chat, media_ref media, text_ref caption = {}, send_options options = {}
    ) const;

    /// Sends a file that is uploaded, as what it is: `attachment::photo("cat.jpg", {.caption = "a cat"})`. See also media_methods.
    ///
    /// Raw method: messages.sendMedia, after upload.saveFilePart or upload.saveBigFilePart.
    /// Errors, Cancels: as media_methods::send_photo.
    [[nodiscard]] awaitable<message>
    send_media(chat_ref chat, const attachment& file, send_options options = {}) const;

    /// Sends a place.
    ///
    /// Raw method: messages.sendMedia with inputMediaGeoPoint.
    /// Errors, Cancels: as `send_media`.
    [[nodiscard]] awaitable<message>
    send_location(chat_ref chat, coordinates place, send_options options = {}) const;

    /// Sends a place that moves: `edit_live_location` says where to. For a minute to a day, or `until_stopped`.
    ///
    /// Raw method: messages.sendMedia with inputMediaGeoLive.
    /// Errors, Cancels: as `send_media`.
    [[nodiscard]] awaitable<message> send_live_location(
        chat_ref chat,
        coordinates place,
        std::chrono::seconds period,
        live_options live = {},
        send_options options = {}
    ) const;

    /// Moves a live location that the account has sent. Returns its message. That it is there already is no error. `keyboard` are the
    /// buttons below it, which are removed without.
    ///
    /// Raw method: messages.editMessage with inputMediaGeoLive.
    /// Errors:     as `send_media`; MESSAGE_EDIT_TIME_EXPIRED when its time is over.
    /// Cancels:    it may have been moved nevertheless.
    [[nodiscard]] awaitable<message> edit_live_location(
        chat_ref chat,
        std::int32_t id,
        coordinates place,
        live_options live = {},
        keyboard_ref keyboard = {}
    ) const;

    /// Ends a live location that the account has sent; the last place stays. Returns its message.
    ///
    /// Raw method: messages.editMessage with inputMediaGeoLive.
    /// Errors:     as `edit_live_location`.
    /// Cancels:    it may have been ended nevertheless.
    [[nodiscard]] awaitable<message>
    stop_live_location(chat_ref chat, std::int32_t id, keyboard_ref keyboard = {}) const;

    /// Sends a place with a name.
    ///
    /// Raw method: messages.sendMedia with inputMediaVenue.
    /// Errors, Cancels: as `send_media`.
    [[nodiscard]] awaitable<message>
    send_venue(chat_ref chat, venue_data venue, send_options options = {}) const;

    /// Sends the card of a person.
    ///
    /// Raw method: messages.sendMedia with inputMediaContact.
    /// Errors, Cancels: as `send_media`.
    [[nodiscard]] awaitable<message>
    send_contact(chat_ref chat, contact_data contact, send_options options = {}) const;

    /// Sends a dice, whose number Telegram rolls: 🎲, 🎯, 🏀, ⚽, 🎳 or 🎰.
    ///
    /// Raw method: messages.sendMedia with inputMediaDice.
    /// Errors, Cancels: as `send_media`; EMOTICON_INVALID for others.
    [[nodiscard]] awaitable<message>
    send_dice(chat_ref chat, std::string_view emoji = "🎲", send_options options = {}) const;

protected:
    content_methods() = default;
    ~content_methods() = default;
};

} // namespace awaitgram
