// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/shown_media.hpp>
#include <awaitgram/testing/server/api/stored_files.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Media that messages get: new files, files that are stored already, and media without files.

namespace awaitgram::testing {

using media_or_refusal = result<std::shared_ptr<message_extras>, api_refusal>;

/// What the attributes of a document say that it is.
struct document_kind {
    const api::documentAttributeVideo* video = nullptr;
    const api::documentAttributeAudio* audio = nullptr;
    bool animated = false;
    bool sticker = false;

    explicit document_kind(const tl::vector<api::DocumentAttribute>& attributes) {
        for (const auto& each : attributes) {
            if (const auto* shown = each.get_if<api::documentAttributeVideo>())
                video = shown;
            if (const auto* heard = each.get_if<api::documentAttributeAudio>())
                audio = heard;
            animated = animated || each.is<api::documentAttributeAnimated>();
            sticker = sticker || each.is<api::documentAttributeSticker>();
        }
    }
    [[nodiscard]] bool is_round() const noexcept {
        return video != nullptr && video->round_message;
    }
    [[nodiscard]] bool is_voice() const noexcept { return audio != nullptr && audio->voice; }
};

/// The refusal of a time after which media vanish; only in private chats they do.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_lifetime(const place& to, const tl::opt<std::int32_t>& seconds) {
    constexpr std::int32_t longest = 60;
    constexpr std::int32_t once = 0x7fffffff;
    if (seconds &&
        (to.user == nullptr || *seconds <= 0 || (*seconds > longest && *seconds != once)))
        return refuse(400, "TTL_MEDIA_INVALID");
    return std::nullopt;
}

[[nodiscard]] inline api::messageMediaPhoto media_of_photo(const stored_file& file) {
    api::photo shown;
    shown.id = file.id;
    shown.dc_id = file.dc;
    api::messageMediaPhoto media;
    media.photo = std::move(shown);
    return media;
}

[[nodiscard]] inline api::messageMediaDocument media_of_document(const stored_file& file) {
    const document_kind kind{file.attributes};
    api::document shown;
    shown.id = file.id;
    shown.dc_id = file.dc;
    api::messageMediaDocument media;
    media.document = std::move(shown);
    media.video = kind.video != nullptr && !kind.sticker;
    media.round = kind.is_round();
    media.voice = kind.is_voice();
    return media;
}

/// Stores a document. Its attributes stay as the client gave them; as a file, it keeps nothing but its name and the size of its
/// picture.
[[nodiscard]] inline result<const stored_file*, api_refusal>
store_document(api_call& call, const api::inputMediaUploadedDocument& input) {
    if (input.mime_type.empty())
        return refuse(400, "FILE_CONTENT_TYPE_INVALID");
    const document_kind kind{input.attributes};
    const auto mime = input.mime_type.view();
    if (kind.sticker && mime != "image/webp" && mime != "video/webm" &&
        mime != "application/x-tgsticker")
        return refuse(400, "STICKER_MIME_INVALID");
    if (kind.is_round() && (mime != "video/mp4" || kind.video->w <= 0 || kind.video->w > 640 ||
                            kind.video->w != kind.video->h || kind.video->duration <= 0))
        return refuse(
            400, mime != "video/mp4" ? "VIDEO_CONTENT_TYPE_INVALID" : "VIDEO_FILE_INVALID"
        );
    auto sent = take_sent(call, input.file);
    if (!sent)
        return failure{sent.error()};
    stored_file file;
    file.dc = dc_of_new_file(call);
    file.date = call.date();
    file.mime = input.mime_type.str();
    file.bytes = std::move(sent->bytes);
    for (const auto& each : input.attributes)
        if (!input.force_file || each.is<api::documentAttributeFilename>() ||
            each.is<api::documentAttributeImageSize>())
            file.attributes.push_back(each);
    const auto silent = kind.video != nullptr && kind.video->nosound && !input.nosound_video;
    if (!input.force_file && !kind.animated &&
        (mime == "image/gif" || (silent && mime == "video/mp4")))
        file.attributes.push_back(api::documentAttributeAnimated{});
    if (input.thumb) {
        constexpr std::size_t largest = 200 * 1024;
        const auto thumb = take_sent(call, *input.thumb);
        if (!thumb)
            return failure{thumb.error()};
        const auto size = size_of_picture(*thumb->bytes);
        if (size && thumb->bytes->size() <= largest) // others are dropped without a word
            file.sizes.push_back(scaled(thumb->bytes, *size, "m", 320));
    }
    return &call.accounts.files().add(std::move(file));
}

[[nodiscard]] inline result<api::MessageMedia, api_refusal>
media_of_new(api_call& call, const place& to, const api::inputMediaUploadedPhoto& input) {
    if (auto refused = refusal_of(
            {{input.stickers.has_value(), "stickers"},
             {input.live_photo, "live_photo"},
             {input.video.has_value(), "video"}}
        ))
        return *std::move(refused);
    if (auto refused = refusal_of_lifetime(to, input.ttl_seconds))
        return *std::move(refused);
    const auto sent = take_sent(call, input.file);
    if (!sent)
        return failure{sent.error()};
    const auto file = store_photo(call, *sent, false);
    if (!file)
        return failure{file.error()};
    auto media = media_of_photo(**file);
    media.spoiler = input.spoiler;
    media.ttl_seconds = input.ttl_seconds;
    return api::MessageMedia{std::move(media)};
}

/// Fills in what media of documents have in common.
template <class Input>
[[nodiscard]] std::optional<failure<api_refusal>> fill_document(
    const api_call& call,
    const Input& input,
    api::messageMediaDocument& media,
    const std::string& at
) {
    media.spoiler = input.spoiler;
    media.ttl_seconds = input.ttl_seconds;
    media.video_timestamp = input.video_timestamp;
    if (!input.video_cover)
        return std::nullopt;
    const auto* cover = input.video_cover->template get_if<api::inputPhoto>();
    if (cover == nullptr)
        return refuse(400, "MEDIA_EMPTY");
    const auto file = stored_named(call, *cover, "MEDIA_EMPTY", "COVER_" + at);
    if (!file)
        return failure{file.error()};
    media.video_cover = *media_of_photo(**file).photo;
    return std::nullopt;
}

[[nodiscard]] inline result<api::MessageMedia, api_refusal>
media_of_new(api_call& call, const place& to, const api::inputMediaUploadedDocument& input) {
    if (auto refused = refusal_of({{input.stickers.has_value(), "stickers"}}))
        return *std::move(refused);
    if (auto refused = refusal_of_lifetime(to, input.ttl_seconds))
        return *std::move(refused);
    const auto file = store_document(call, input);
    if (!file)
        return failure{file.error()};
    auto media = media_of_document(**file);
    if (auto refused = fill_document(call, input, media, ""))
        return *std::move(refused);
    return api::MessageMedia{std::move(media)};
}

/// Media with a file that is stored already; nothing when the input names none. `at` is as in `refusal_of_reference`.
[[nodiscard]] inline std::optional<result<api::MessageMedia, api_refusal>> media_of_stored(
    const api_call& call, const place& to, const api::InputMedia& input, const std::string& at = ""
) {
    using found = result<api::MessageMedia, api_refusal>;
    if (const auto* photo = input.get_if<api::inputMediaPhoto>()) {
        const auto* id = photo->id.get_if<api::inputPhoto>();
        if (id == nullptr)
            return found{refuse(400, "MEDIA_EMPTY")};
        if (auto refused =
                refusal_of({{photo->live_photo, "live_photo"}, {photo->video.has_value(), "video"}}
                ))
            return found{*std::move(refused)};
        if (auto refused = refusal_of_lifetime(to, photo->ttl_seconds))
            return found{*std::move(refused)};
        const auto file = stored_named(call, *id, "MEDIA_EMPTY", at);
        if (!file)
            return found{failure{file.error()}};
        auto media = media_of_photo(**file);
        media.spoiler = photo->spoiler;
        media.ttl_seconds = photo->ttl_seconds;
        return found{api::MessageMedia{std::move(media)}};
    }
    const auto* document = input.get_if<api::inputMediaDocument>();
    if (document == nullptr)
        return std::nullopt;
    const auto* id = document->id.get_if<api::inputDocument>();
    if (id == nullptr)
        return found{refuse(400, "MEDIA_EMPTY")};
    if (auto refused = refusal_of_lifetime(to, document->ttl_seconds))
        return found{*std::move(refused)};
    const auto file = stored_named(call, *id, "MEDIA_EMPTY", at);
    if (!file)
        return found{failure{file.error()}};
    auto media = media_of_document(**file);
    if (auto refused = fill_document(call, *document, media, at))
        return found{*std::move(refused)};
    return found{api::MessageMedia{std::move(media)}};
}

/// The media of a message to a chat.
[[nodiscard]] inline media_or_refusal
media_for(api_call& call, const place& to, const api::InputMedia& input) {
    auto stored = media_of_stored(call, to, input);
    if (const auto* photo = input.get_if<api::inputMediaUploadedPhoto>())
        stored = media_of_new(call, to, *photo);
    else if (const auto* document = input.get_if<api::inputMediaUploadedDocument>())
        stored = media_of_new(call, to, *document);
    if (stored) {
        if (!*stored)
            return failure{stored->error()};
        auto extras = std::make_shared<message_extras>();
        extras->media = **std::move(stored);
        return extras;
    }
    auto shown = shown_media(call, to, input);
    if (!shown)
        return refuse(400, "MEDIA_NOT_SUPPORTED");
    return shown;
}

/// Whether media go with others in an album: photos with videos, and documents and songs each with their like.
[[nodiscard]] inline char group_of(const world& accounts, const api::MessageMedia& media) {
    const auto* file = file_of(accounts, media);
    if (file == nullptr)
        return 0;
    if (file->photo)
        return 'p';
    const document_kind kind{file->attributes};
    if (kind.sticker || kind.animated || kind.is_round() || kind.is_voice())
        return 0;
    return kind.video != nullptr ? 'p' : kind.audio != nullptr ? 'a' : 'd';
}

/// The most units of UTF-16 below media.
[[nodiscard]] inline std::int64_t longest_caption(const account& of) {
    return of.premium ? 4096 : 1024;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::uploadMedia& query) {
    if (auto refused =
            refusal_of({{query.business_connection_id.has_value(), "business_connection_id"}}))
        return *std::move(refused);
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    const auto media = media_for(call, *to, query.media);
    if (!media)
        return failure{media.error()};
    if (!(*media)->media)
        return refuse(400, "MEDIA_INVALID");
    return answer(shown_media_for(call.accounts, call.self->id, {to->dialog(), 0}, *(*media)->media)
    );
}

} // namespace awaitgram::testing
