// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/media/mime.hpp>
#include <awaitgram/media/probe.hpp>
#include <awaitgram/media/sniff.hpp>
#include <awaitgram/methods/detail/owned_media.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// What Telegram is told of a file: the attributes decide what it is shown as.
// Spec: https://core.telegram.org/api/files#document-attributes

namespace awaitgram::detail {

/// What a file says of itself.
struct file_look {
    media::sniffed_file sniffed{};
    media::file_facts facts{};
};

/// The name that receivers see: with an extension, by which Telegram tells photos.
[[nodiscard]] inline std::string
shown_name(const owned_media& made, std::string_view file_name, const file_look& look) {
    std::string name{made.name.empty() ? file_name : std::string_view{made.name}};
    if (name.empty())
        name = to_string(made.kind);
    const auto written = media::extension_of(name);
    const auto is_wrong =
        made.kind == media_kind::photo && !media::mime_of_extension(written).starts_with("image/");
    if (written.empty() || is_wrong) {
        const auto mime = made.mime.empty() ? look.sniffed.mime : std::string_view{made.mime};
        if (const auto extension = media::extension_of_mime(mime); !extension.empty())
            name.append(".").append(extension);
    }
    return name;
}

/// The MIME type that Telegram is told.
[[nodiscard]] inline std::string told_mime(const owned_media& made, const file_look& look) {
    if (!made.mime.empty())
        return made.mime;
    const auto unknown = look.sniffed.format == media::file_format::unknown;
    switch (made.kind) {
    case media_kind::voice:
        return "audio/ogg"; // and nothing else
    case media_kind::video_note:
        return "video/mp4";
    case media_kind::video:
    case media_kind::animation:
        // By another type of the same format, such as video/x-m4v, Telegram makes a document of it.
        return unknown || look.sniffed.format == media::file_format::mp4
                   ? "video/mp4"
                   : std::string{look.sniffed.mime};
    case media_kind::audio:
        return unknown ? "audio/mpeg" : std::string{look.sniffed.mime};
    case media_kind::sticker:
        return unknown ? "image/webp" : std::string{look.sniffed.mime};
    default:
        return std::string{look.sniffed.mime};
    }
}

/// A number of the file as attributes have it: what the caller said, else what the file says.
[[nodiscard]] inline std::int32_t
told_number(std::int32_t given, std::optional<std::uint32_t> found) noexcept {
    constexpr auto most = std::uint32_t{std::numeric_limits<std::int32_t>::max()};
    if (given > 0)
        return given;
    if (!found)
        return 0;
    return static_cast<std::int32_t>(std::min(*found, most));
}

[[nodiscard]] inline double
told_seconds(std::chrono::milliseconds given, const media::file_facts& facts) noexcept {
    const auto known = given.count() > 0 ? given : facts.duration.value_or(given);
    return static_cast<double>(known.count()) / 1000;
}

[[nodiscard]] inline api::documentAttributeVideo
video_attribute(const owned_media& made, const media::file_facts& facts) {
    api::documentAttributeVideo video{};
    video.duration = told_seconds(made.duration, facts);
    video.w = told_number(made.width, facts.width);
    video.h = told_number(made.height, facts.height);
    video.supports_streaming = made.kind == media_kind::video && facts.streamable.value_or(true);
    if (made.start_at.count() > 0)
        video.video_start_ts = static_cast<double>(made.start_at.count());
    if (made.kind == media_kind::video_note) {
        // Telegram refuses zeros and corrects all else.
        constexpr std::int32_t widest = 640;
        constexpr std::int32_t usual = 384;
        const auto side = std::min(video.w, video.h);
        video.round_message = true;
        video.w = side > 0 ? std::min(side, widest) : usual;
        video.h = video.w;
        video.duration = std::max(video.duration, 1.0);
    }
    return video;
}

[[nodiscard]] inline api::documentAttributeAudio
audio_attribute(const owned_media& made, const media::file_facts& facts) {
    api::documentAttributeAudio audio{};
    constexpr double longest = std::numeric_limits<std::int32_t>::max();
    const auto seconds = std::clamp(told_seconds(made.duration, facts), 0.0, longest);
    audio.duration = static_cast<std::int32_t>(seconds);
    if (made.kind == media_kind::voice) {
        audio.voice = true;
        if (!made.waveform.empty())
            audio.waveform = tl::bytes{made.waveform};
        return audio;
    }
    const auto& title = made.title.empty() ? facts.title : made.title;
    const auto& performer = made.performer.empty() ? facts.performer : made.performer;
    if (!title.empty())
        audio.title = title;
    if (!performer.empty())
        audio.performer = performer;
    return audio;
}

/// The attributes of a file that is not a photo. Spec: https://core.telegram.org/type/DocumentAttribute
[[nodiscard]] inline tl::vector<api::DocumentAttribute>
attributes_of(const owned_media& made, const std::string& name, const file_look& look) {
    tl::vector<api::DocumentAttribute> all;
    api::documentAttributeImageSize size{};
    size.w = told_number(made.width, look.facts.width);
    size.h = told_number(made.height, look.facts.height);
    switch (made.kind) {
    case media_kind::video:
    case media_kind::video_note:
        all.push_back(video_attribute(made, look.facts));
        break;
    case media_kind::animation:
        if (look.sniffed.format == media::file_format::gif)
            all.push_back(std::move(size));
        else
            all.push_back(video_attribute(made, look.facts));
        all.push_back(api::documentAttributeAnimated{});
        break;
    case media_kind::audio:
    case media_kind::voice:
        all.push_back(audio_attribute(made, look.facts));
        break;
    case media_kind::sticker: {
        api::documentAttributeSticker sticker{};
        sticker.alt = made.emoji;
        sticker.stickerset = api::inputStickerSetEmpty{};
        all.push_back(std::move(size));
        all.push_back(std::move(sticker));
        break;
    }
    default:
        break;
    }
    if (made.kind != media_kind::voice) { // which would be music with a name
        api::documentAttributeFilename named{};
        named.file_name = name;
        all.push_back(std::move(named));
    }
    return all;
}

/// A number of seconds as media have it.
[[nodiscard]] inline std::int32_t told_count(std::chrono::seconds time) noexcept {
    return static_cast<std::int32_t>(std::min(time, view_once).count());
}

/// Sets what media of files have in common, where they are of this constructor.
template <class Input>
void set_shown(api::InputMedia& media, const owned_media& made) {
    auto* input = media.get_if<Input>();
    if (input == nullptr)
        return;
    input->spoiler = input->spoiler || made.spoiler;
    if (made.self_destruct.count() > 0)
        input->ttl_seconds = told_count(made.self_destruct);
    if constexpr (requires { input->video_timestamp; })
        if (made.start_at.count() > 0)
            input->video_timestamp = told_count(made.start_at);
}

/// The same for all that a file is sent by.
inline void set_shown(api::InputMedia& media, const owned_media& made) {
    set_shown<api::inputMediaUploadedPhoto>(media, made);
    set_shown<api::inputMediaUploadedDocument>(media, made);
    set_shown<api::inputMediaPhoto>(media, made);
    set_shown<api::inputMediaDocument>(media, made);
    set_shown<api::inputMediaPhotoExternal>(media, made);
    set_shown<api::inputMediaDocumentExternal>(media, made);
}

} // namespace awaitgram::detail
