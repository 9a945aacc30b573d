// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/check_id.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace awaitgram::media {

namespace detail {

[[nodiscard]] inline tl::bytes reference_of(const file_id& id) {
    return tl::bytes(std::string_view(id.file_reference));
}

/// Whether a file is one of Telegram's documents.
[[nodiscard]] inline bool is_document(const file_id& id) noexcept {
    switch (id.type) {
    case file_type::encrypted:
    case file_type::temporary:
    case file_type::secure_decrypted:
    case file_type::secure:
        return false;
    default:
        return !id.is_web() && !is_photo(id.type);
    }
}

[[nodiscard]] inline std::optional<api::InputPeer> chat_of(const chat_photo_source& source) {
    const auto peer = peer_id::from_dialog_id(source.dialog_id);
    if (!peer)
        return std::nullopt;
    if (peer->kind() == peer_kind::chat) {
        api::inputPeerChat chat{};
        chat.chat_id = peer->bare_id();
        return chat;
    }
    if (peer->kind() == peer_kind::channel) {
        api::inputPeerChannel channel{};
        channel.channel_id = peer->bare_id();
        channel.access_hash = source.access_hash;
        return channel;
    }
    api::inputPeerUser user{};
    user.user_id = peer->bare_id();
    user.access_hash = source.access_hash;
    return user;
}

/// The other direction; false for chats that an id does not name.
[[nodiscard]] inline bool take_chat(chat_photo_source& source, const api::InputPeer& peer) {
    auto id = result<peer_id>(failure(make_error_code(session_errc::invalid_peer_id)));
    if (const auto* user = peer.get_if<api::inputPeerUser>()) {
        id = peer_id::user(user->user_id);
        source.access_hash = user->access_hash;
    } else if (const auto* chat = peer.get_if<api::inputPeerChat>()) {
        id = peer_id::chat(chat->chat_id);
    } else if (const auto* channel = peer.get_if<api::inputPeerChannel>()) {
        id = peer_id::channel(channel->channel_id);
        source.access_hash = channel->access_hash;
    }
    if (id)
        source.dialog_id = id->bot_api_dialog_id();
    return id.has_value();
}

/// Finds the place of a part of a photo.
struct part_finder {
    using found = result<api::InputFileLocation, media_errc>;

    const file_id& id;

    [[nodiscard]] found operator()(const photo_size_source& size) const {
        const std::string letter(size.letter == '\0' ? 0 : 1, size.letter);
        if (size.of == file_type::encrypted_thumbnail)
            return failure{media_errc::not_downloadable};
        if (size.of == file_type::thumbnail) {
            api::inputDocumentFileLocation place{};
            place.id = id.id;
            place.access_hash = id.access_hash;
            place.file_reference = reference_of(id);
            place.thumb_size = letter;
            return api::InputFileLocation(std::move(place));
        }
        api::inputPhotoFileLocation place{};
        place.id = id.id;
        place.access_hash = id.access_hash;
        place.file_reference = reference_of(id);
        place.thumb_size = letter;
        return api::InputFileLocation(std::move(place));
    }

    [[nodiscard]] found operator()(const chat_photo_source& photo) const {
        auto chat = chat_of(photo);
        if (!chat)
            return failure{media_errc::invalid_source};
        const auto big = photo.size == chat_photo_size::big;
        if (photo.place) {
            api::inputPeerPhotoFileLocationLegacy place{};
            place.big = big;
            place.peer = std::move(*chat);
            place.volume_id = photo.place->volume_id;
            place.local_id = photo.place->local_id;
            return api::InputFileLocation(std::move(place));
        }
        api::inputPeerPhotoFileLocation place{};
        place.big = big;
        place.peer = std::move(*chat);
        place.photo_id = id.id;
        return api::InputFileLocation(std::move(place));
    }

    [[nodiscard]] found operator()(const sticker_set_source& thumbnail) const {
        api::inputStickerSetID set{};
        set.id = thumbnail.set_id;
        set.access_hash = thumbnail.access_hash;
        if (thumbnail.version) {
            api::inputStickerSetThumb place{};
            place.stickerset = set;
            place.thumb_version = *thumbnail.version;
            return api::InputFileLocation(std::move(place));
        }
        if (!thumbnail.place)
            return failure{media_errc::not_downloadable};
        api::inputStickerSetThumbLegacy place{};
        place.stickerset = set;
        place.volume_id = thumbnail.place->volume_id;
        place.local_id = thumbnail.place->local_id;
        return api::InputFileLocation(std::move(place));
    }

    [[nodiscard]] found operator()(const legacy_source& part) const {
        api::inputPhotoLegacyFileLocation place{};
        place.id = id.id;
        place.access_hash = id.access_hash;
        place.file_reference = reference_of(id);
        place.volume_id = part.place.volume_id;
        place.local_id = part.place.local_id;
        place.secret = part.secret;
        return api::InputFileLocation(std::move(place));
    }
};

/// Copies what all files on Telegram's servers have.
template <class Place>
void take_file(file_id& id, const Place& from) {
    id.id = from.id;
    id.access_hash = from.access_hash;
    if constexpr (requires { from.file_reference; })
        id.file_reference = text_of(from.file_reference);
}

/// Fills an id in with a place; false for places that no id names.
class location_reader {
public:
    explicit location_reader(file_id& id) noexcept : id_(id) {}

    [[nodiscard]] bool read(const api::inputDocumentFileLocation& from) {
        take_file(id_, from);
        if (from.thumb_size.empty())
            return is_document(id_);
        id_.type = file_type::thumbnail;
        return take_letter(file_type::thumbnail, from.thumb_size);
    }
    [[nodiscard]] bool read(const api::inputPhotoFileLocation& from) {
        take_file(id_, from);
        return is_photo(id_.type) && id_.type != file_type::thumbnail &&
               take_letter(id_.type, from.thumb_size);
    }
    [[nodiscard]] bool read(const api::inputPhotoLegacyFileLocation& from) {
        take_file(id_, from);
        id_.source = legacy_source{from.secret, {from.volume_id, from.local_id}};
        return is_photo(id_.type);
    }
    [[nodiscard]] bool read(const api::inputEncryptedFileLocation& from) {
        take_file(id_, from);
        id_.type = file_type::encrypted;
        return true;
    }
    [[nodiscard]] bool read(const api::inputSecureFileLocation& from) {
        take_file(id_, from);
        id_.type = file_type::secure;
        return true;
    }
    [[nodiscard]] bool read(const api::inputPeerPhotoFileLocation& from) {
        chat_photo_source source;
        source.size = from.big ? chat_photo_size::big : chat_photo_size::small;
        id_.id = from.photo_id;
        return take_chat_photo(std::move(source), from.peer);
    }
    [[nodiscard]] bool read(const api::inputPeerPhotoFileLocationLegacy& from) {
        chat_photo_source source;
        source.size = from.big ? chat_photo_size::big : chat_photo_size::small;
        source.place = legacy_place{from.volume_id, from.local_id};
        return take_chat_photo(std::move(source), from.peer);
    }
    [[nodiscard]] bool read(const api::inputStickerSetThumb& from) {
        sticker_set_source source;
        source.version = from.thumb_version;
        return take_set(std::move(source), from.stickerset);
    }
    [[nodiscard]] bool read(const api::inputStickerSetThumbLegacy& from) {
        sticker_set_source source;
        source.place = legacy_place{from.volume_id, from.local_id};
        return take_set(std::move(source), from.stickerset);
    }

private:
    [[nodiscard]] bool take_letter(file_type of, std::string_view letter) {
        id_.source = photo_size_source{of, letter.empty() ? '\0' : letter.front()};
        return letter.size() == 1;
    }
    [[nodiscard]] bool take_chat_photo(chat_photo_source source, const api::InputPeer& peer) {
        id_.type = file_type::profile_photo;
        const auto known = take_chat(source, peer);
        id_.source = std::move(source);
        return known;
    }
    [[nodiscard]] bool take_set(sticker_set_source source, const api::InputStickerSet& set) {
        id_.type = file_type::thumbnail;
        const auto* known = set.get_if<api::inputStickerSetID>();
        if (known == nullptr)
            return false;
        source.set_id = known->id;
        source.access_hash = known->access_hash;
        id_.source = std::move(source);
        return true;
    }

    file_id& id_;
};

template <class T>
[[nodiscard]] const T* attribute(const api::document& file) noexcept {
    for (const auto& each : file.attributes)
        if (const auto* wanted = each.get_if<T>())
            return wanted;
    return nullptr;
}

} // namespace detail

AWAITGRAM_DECL result<api::InputFileLocation, media_errc> location_of(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    if (id.source)
        return std::visit(detail::part_finder{id}, *id.source);
    switch (id.type) {
    case file_type::encrypted: {
        api::inputEncryptedFileLocation place{};
        place.id = id.id;
        place.access_hash = id.access_hash;
        return api::InputFileLocation(std::move(place));
    }
    case file_type::secure_decrypted:
    case file_type::secure: {
        api::inputSecureFileLocation place{};
        place.id = id.id;
        place.access_hash = id.access_hash;
        return api::InputFileLocation(std::move(place));
    }
    default:
        break;
    }
    if (!detail::is_document(id))
        return failure{media_errc::not_downloadable};
    api::inputDocumentFileLocation place{};
    place.id = id.id;
    place.access_hash = id.access_hash;
    place.file_reference = detail::reference_of(id);
    return api::InputFileLocation(std::move(place));
}

AWAITGRAM_DECL result<api::InputWebFileLocation, media_errc> web_location_of(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    if (!id.is_web())
        return failure{media_errc::not_downloadable};
    api::inputWebFileLocation place{};
    place.url = id.url;
    place.access_hash = id.access_hash;
    return api::InputWebFileLocation(std::move(place));
}

AWAITGRAM_DECL result<api::InputPhoto, media_errc> input_photo_of(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    const auto of_chat = id.source && (std::holds_alternative<chat_photo_source>(*id.source) ||
                                       std::holds_alternative<sticker_set_source>(*id.source));
    if (!is_photo(id.type) || id.is_web() || of_chat || id.type == file_type::thumbnail ||
        id.type == file_type::encrypted_thumbnail || id.type == file_type::wallpaper)
        return failure{media_errc::not_a_photo};
    api::inputPhoto photo{};
    photo.id = id.id;
    photo.access_hash = id.access_hash;
    photo.file_reference = detail::reference_of(id);
    return api::InputPhoto(std::move(photo));
}

AWAITGRAM_DECL result<api::InputDocument, media_errc> input_document_of(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    if (!detail::is_document(id))
        return failure{media_errc::not_a_document};
    api::inputDocument file{};
    file.id = id.id;
    file.access_hash = id.access_hash;
    file.file_reference = detail::reference_of(id);
    return api::InputDocument(std::move(file));
}

AWAITGRAM_DECL result<file_id, media_errc>
file_id_of(const api::InputFileLocation& location, file_type type, std::int32_t dc) {
    file_id id;
    id.type = type;
    id.dc = dc;
    auto named = false;
    if (!location.empty())
        location.visit([&](const auto& place) {
            if constexpr (requires { detail::location_reader(id).read(place); })
                named = detail::location_reader(id).read(place);
        });
    if (!named)
        return failure{media_errc::mismatched_fields};
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    return id;
}

AWAITGRAM_DECL file_type file_type_of(const api::document& file) noexcept {
    // The order matters: a sticker is a video or an image, too, and an animation a video.
    if (detail::attribute<api::documentAttributeSticker>(file) != nullptr ||
        detail::attribute<api::documentAttributeCustomEmoji>(file) != nullptr)
        return file_type::sticker;
    if (detail::attribute<api::documentAttributeAnimated>(file) != nullptr)
        return file_type::animation;
    if (const auto* video = detail::attribute<api::documentAttributeVideo>(file))
        return video->round_message ? file_type::video_note : file_type::video;
    if (const auto* audio = detail::attribute<api::documentAttributeAudio>(file))
        return audio->voice ? file_type::voice : file_type::audio;
    return file_type::document;
}

AWAITGRAM_DECL file_id file_id_of(const api::document& file) {
    file_id id;
    detail::take_file(id, file);
    id.type = file_type_of(file);
    id.dc = file.dc_id;
    return id;
}

AWAITGRAM_DECL file_id thumbnail_id_of(const api::document& file, char letter) {
    auto id = file_id_of(file);
    id.type = file_type::thumbnail;
    id.source = photo_size_source{file_type::thumbnail, letter};
    return id;
}

AWAITGRAM_DECL file_id file_id_of(const api::photo& photo, char letter) {
    file_id id;
    detail::take_file(id, photo);
    id.type = file_type::photo;
    id.dc = photo.dc_id;
    id.source = photo_size_source{file_type::photo, letter};
    return id;
}

} // namespace awaitgram::media
