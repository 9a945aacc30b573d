// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/media_ref.hpp> // IWYU pragma: export
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <string_view>
#include <type_traits>

namespace awaitgram {

class message; // types/message.hpp

/// A place on the Earth.
struct coordinates {
    /// In degrees north.
    double latitude = 0;
    /// In degrees east.
    double longitude = 0;
};

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

    /// Sends a place.
    [[nodiscard]] awaitable<message>
    send_location(chat_ref chat, coordinates place, send_options options = {}) const;

    /// Sends a place with a name.
    [[nodiscard]] awaitable<message>
    send_venue(chat_ref chat, venue_data venue, send_options options = {}) const;

    /// Sends the card of a person.
    [[nodiscard]] awaitable<message>
    send_contact(chat_ref chat, contact_data contact, send_options options = {}) const;

    /// Sends a dice, whose number Telegram rolls: 🎲, 🎯, 🏀, ⚽, 🎳 or 🎰.
    [[nodiscard]] awaitable<message>
    send_dice(chat_ref chat, std::string_view emoji = "🎲", send_options options = {}) const;

protected:
    content_methods() = default;
    ~content_methods() = default;
};

} // namespace awaitgram
