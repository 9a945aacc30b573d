// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/types/poll_view.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram {

/// What a message carries beside its text. The kinds exclude each other: a GIF is no video, a voice message no audio.
enum class media_kind {
    none,
    photo,
    video,
    animation,
    video_note,
    audio,
    voice,
    sticker,
    document,
    web_page,
    location,
    live_location,
    venue,
    contact,
    poll,
    dice,
    game,
    invoice,
    story,
    paid,
    to_do,
    giveaway,
    giveaway_results,
    video_stream,
    other,
};

/// Its name, such as "video_note".
[[nodiscard]] constexpr const char* to_string(media_kind kind) noexcept {
    switch (kind) {
    case media_kind::none:
        return "none";
    case media_kind::photo:
        return "photo";
    case media_kind::video:
        return "video";
    case media_kind::animation:
        return "animation";
    case media_kind::video_note:
        return "video_note";
    case media_kind::audio:
        return "audio";
    case media_kind::voice:
        return "voice";
    case media_kind::sticker:
        return "sticker";
    case media_kind::document:
        return "document";
    case media_kind::web_page:
        return "web_page";
    case media_kind::location:
        return "location";
    case media_kind::live_location:
        return "live_location";
    case media_kind::venue:
        return "venue";
    case media_kind::contact:
        return "contact";
    case media_kind::poll:
        return "poll";
    case media_kind::dice:
        return "dice";
    case media_kind::game:
        return "game";
    case media_kind::invoice:
        return "invoice";
    case media_kind::story:
        return "story";
    case media_kind::paid:
        return "paid";
    case media_kind::to_do:
        return "to_do";
    case media_kind::giveaway:
        return "giveaway";
    case media_kind::giveaway_results:
        return "giveaway_results";
    case media_kind::video_stream:
        return "video_stream";
    case media_kind::other:
        return "other";
    }
    return "unknown";
}

/// The media of a message: a view of it, valid as long as any copy of the message.
class media_view {
public:
    media_view() = default;
    explicit media_view(const api::MessageMedia* raw) noexcept : raw_(raw) {}

    /// The kind; `none` for a message without media.
    [[nodiscard]] media_kind kind() const noexcept;

    /// Whether there is more than a preview of a web page.
    explicit operator bool() const noexcept {
        return raw_ != nullptr && !raw_->is<api::messageMediaEmpty>() &&
               !raw_->is<api::messageMediaWebPage>();
    }

    /// The photo; null for other media, and after it destroyed itself.
    [[nodiscard]] const api::photo* photo() const noexcept;

    /// The file of a video, an animation, a sticker and so on; null for other media, and after it destroyed itself.
    [[nodiscard]] const api::document* document() const noexcept;

    /// The name of the file; empty when it has none.
    [[nodiscard]] std::string_view file_name() const noexcept;

    /// The MIME type of the file; empty for other media.
    [[nodiscard]] std::string_view mime_type() const noexcept {
        const auto* file = document();
        return file ? file->mime_type.view() : std::string_view{};
    }

    /// The size of the file in bytes, of a photo that of its largest picture; 0 for other media.
    [[nodiscard]] std::int64_t size() const noexcept;

    /// How long an audio or a video plays, in seconds; 0 for other media.
    [[nodiscard]] double duration() const noexcept;

    /// The emoji of a sticker or of a dice; empty for other media.
    [[nodiscard]] std::string_view emoji() const noexcept;

    /// Whether it is covered until the reader touches it.
    [[nodiscard]] bool spoiler() const noexcept;

    /// After how many seconds it destroys itself; 0 for never. The highest number stands for "after one look".
    [[nodiscard]] std::int32_t self_destructs_after() const noexcept;

    /// The poll with its results; false for other media.
    [[nodiscard]] poll_view poll() const noexcept {
        const auto* shown = get_if<api::messageMediaPoll>();
        return shown ? poll_view{&shown->poll, &shown->results} : poll_view{};
    }

    /// The media, if they have this constructor; else null.
    template <class T>
    [[nodiscard]] const T* get_if() const noexcept {
        return raw_ != nullptr ? raw_->get_if<T>() : nullptr;
    }

    /// The media as Telegram's schema describes them; null for a message without.
    [[nodiscard]] const api::MessageMedia* raw() const noexcept { return raw_; }

private:
    const api::MessageMedia* raw_ = nullptr;
};

} // namespace awaitgram
