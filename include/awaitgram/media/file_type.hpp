// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram::media {

/// What a file is, as ids of the Bot API number it.
enum class file_type : std::int32_t {
    thumbnail = 0,
    profile_photo = 1,
    photo = 2,
    voice = 3,
    video = 4,
    document = 5,
    encrypted = 6,
    temporary = 7,
    sticker = 8,
    audio = 9,
    animation = 10,
    encrypted_thumbnail = 11,
    wallpaper = 12,
    video_note = 13,
    /// Of Telegram Passport, on the device.
    secure_decrypted = 14,
    /// Of Telegram Passport.
    secure = 15,
    background = 16,
    document_as_file = 17,
    ringtone = 18,
    call_log = 19,
    photo_story = 20,
    video_story = 21,
    self_destructing_photo = 22,
    self_destructing_video = 23,
    self_destructing_video_note = 24,
    self_destructing_voice = 25,
    live_photo = 26,
    self_destructing_live_photo = 27,
};

/// Whether a number is that of a type.
[[nodiscard]] constexpr bool is_file_type(std::int32_t number) noexcept {
    return number >= 0 &&
           number <= static_cast<std::int32_t>(file_type::self_destructing_live_photo);
}

/// Whether files of a type are photos, or parts of photos and documents: their ids say which part.
[[nodiscard]] constexpr bool is_photo(file_type type) noexcept {
    switch (type) {
    case file_type::thumbnail:
    case file_type::profile_photo:
    case file_type::photo:
    case file_type::encrypted_thumbnail:
    case file_type::wallpaper:
    case file_type::photo_story:
    case file_type::self_destructing_photo:
        return true;
    default:
        return false;
    }
}

/// Its name, such as "video_note".
[[nodiscard]] constexpr const char* to_string(file_type type) noexcept {
    switch (type) {
    case file_type::thumbnail:
        return "thumbnail";
    case file_type::profile_photo:
        return "profile_photo";
    case file_type::photo:
        return "photo";
    case file_type::voice:
        return "voice";
    case file_type::video:
        return "video";
    case file_type::document:
        return "document";
    case file_type::encrypted:
        return "encrypted";
    case file_type::temporary:
        return "temporary";
    case file_type::sticker:
        return "sticker";
    case file_type::audio:
        return "audio";
    case file_type::animation:
        return "animation";
    case file_type::encrypted_thumbnail:
        return "encrypted_thumbnail";
    case file_type::wallpaper:
        return "wallpaper";
    case file_type::video_note:
        return "video_note";
    case file_type::secure_decrypted:
        return "secure_decrypted";
    case file_type::secure:
        return "secure";
    case file_type::background:
        return "background";
    case file_type::document_as_file:
        return "document_as_file";
    case file_type::ringtone:
        return "ringtone";
    case file_type::call_log:
        return "call_log";
    case file_type::photo_story:
        return "photo_story";
    case file_type::video_story:
        return "video_story";
    case file_type::self_destructing_photo:
        return "self_destructing_photo";
    case file_type::self_destructing_video:
        return "self_destructing_video";
    case file_type::self_destructing_video_note:
        return "self_destructing_video_note";
    case file_type::self_destructing_voice:
        return "self_destructing_voice";
    case file_type::live_photo:
        return "live_photo";
    case file_type::self_destructing_live_photo:
        return "self_destructing_live_photo";
    }
    return "unknown";
}

} // namespace awaitgram::media
