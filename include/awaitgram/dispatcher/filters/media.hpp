// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <string_view>

namespace awaitgram::filters {

namespace detail {

/// Messages whose media are of one of some kinds.
template <media_kind... Kinds>
struct has_media_kind {
    bool operator()(const message& m) const noexcept {
        const auto media = m.media();
        if (media.raw() == nullptr)
            return false;
        const auto kind = media.kind();
        return ((kind == Kinds) || ...);
    }
};

struct has_media {
    bool operator()(const message& m) const noexcept { return static_cast<bool>(m.media()); }
};

[[nodiscard]] inline bool is_sticker_of(const message& m, std::string_view mime) noexcept {
    const auto media = m.media();
    return media.raw() != nullptr && media.mime_type() == mime &&
           media.kind() == media_kind::sticker;
}

} // namespace detail

/// Messages with a photo, a file, a place or the like; the preview of a link is none, see `web_page`.
inline constexpr filter media{detail::has_media{}};
/// Messages with a photo that is not sent as a file.
inline constexpr filter photo{detail::has_media_kind<media_kind::photo>{}};
/// Messages with a video; neither a GIF nor a video note.
inline constexpr filter video{detail::has_media_kind<media_kind::video>{}};
/// Messages with a GIF or a video without sound.
inline constexpr filter animation{detail::has_media_kind<media_kind::animation>{}};
/// Messages with a round video.
inline constexpr filter video_note{detail::has_media_kind<media_kind::video_note>{}};
/// Messages with a video, a GIF or a round video.
inline constexpr filter any_video{
    detail::has_media_kind<media_kind::video, media_kind::animation, media_kind::video_note>{}};
/// Messages with a piece of music; not a voice message.
inline constexpr filter audio{detail::has_media_kind<media_kind::audio>{}};
/// Voice messages.
inline constexpr filter voice{detail::has_media_kind<media_kind::voice>{}};
/// Messages with a sticker.
inline constexpr filter sticker{detail::has_media_kind<media_kind::sticker>{}};
/// Messages with a sticker of vector graphics that moves.
inline constexpr filter animated_sticker{
    [](const message& m) noexcept { return detail::is_sticker_of(m, "application/x-tgsticker"); }};
/// Messages with a sticker that is a video.
inline constexpr filter video_sticker{
    [](const message& m) noexcept { return detail::is_sticker_of(m, "video/webm"); }};
/// Messages with a file that is none of the kinds above.
inline constexpr filter document{detail::has_media_kind<media_kind::document>{}};
/// Messages with a file of any kind: a video, a voice message, a sticker and so on; photos are none.
inline constexpr filter any_document{[](const message& m) noexcept {
    return m.media().get_if<api::messageMediaDocument>() != nullptr;
}};
/// Messages with the preview of a link.
inline constexpr filter web_page{detail::has_media_kind<media_kind::web_page>{}};
/// Messages with a place, fixed or moving; not a venue.
inline constexpr filter location{
    detail::has_media_kind<media_kind::location, media_kind::live_location>{}};
/// Messages with a place that moves with its sender.
inline constexpr filter live_location{detail::has_media_kind<media_kind::live_location>{}};
/// Messages with a place that has a name and an address.
inline constexpr filter venue{detail::has_media_kind<media_kind::venue>{}};
/// Messages with a contact.
inline constexpr filter contact{detail::has_media_kind<media_kind::contact>{}};
/// Messages with a game.
inline constexpr filter game{detail::has_media_kind<media_kind::game>{}};
/// Messages with a poll or a quiz.
inline constexpr filter poll{detail::has_media_kind<media_kind::poll>{}};
/// Messages with a dice, a dart or the like.
inline constexpr filter dice{detail::has_media_kind<media_kind::dice>{}};
/// Messages with an invoice.
inline constexpr filter invoice{detail::has_media_kind<media_kind::invoice>{}};
/// Messages with a forwarded story.
inline constexpr filter story{detail::has_media_kind<media_kind::story>{}};
/// Messages with media that cost stars.
inline constexpr filter paid_media{detail::has_media_kind<media_kind::paid>{}};
/// Messages with a list of tasks.
inline constexpr filter to_do{detail::has_media_kind<media_kind::to_do>{}};
/// Messages that announce a giveaway.
inline constexpr filter giveaway{detail::has_media_kind<media_kind::giveaway>{}};
/// Messages with the winners of a giveaway.
inline constexpr filter giveaway_winners{detail::has_media_kind<media_kind::giveaway_results>{}};
/// Messages whose media are covered until the reader touches them.
inline constexpr filter media_spoiler{
    [](const message& m) noexcept { return m.media().spoiler(); }};
/// Messages whose media destroy themselves.
inline constexpr filter self_destruction{
    [](const message& m) noexcept { return m.media().self_destructs_after() != 0; }};

} // namespace awaitgram::filters
