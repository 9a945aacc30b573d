// SPDX-License-Identifier: MIT
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/tl/compare.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "known_ids.hpp"

namespace ag = awaitgram;
namespace api = ag::api;
using namespace ag::media;
using tests::known_ids;

namespace {

file_id read(std::string_view text) {
    return parse_file_id(text).value();
}

file_id of_type(file_type type) {
    file_id id;
    id.dc = 2;
    id.id = 5;
    id.access_hash = 6;
    id.file_reference = "ref";
    id.type = type;
    if (is_photo(type))
        id.source = photo_size_source{type, 'm'};
    return id;
}

file_id with_source(photo_source source) {
    auto id = of_type(file_type::profile_photo);
    id.source = std::move(source);
    return id;
}

/// The constructor of a location.
template <class T>
T place(const file_id& id) {
    const auto location = location_of(id);
    REQUIRE(location);
    REQUIRE(location->is<T>());
    return *location->get_if<T>();
}

/// Whether an id can be made of its location again.
bool comes_back(const file_id& id) {
    const auto again = file_id_of(location_of(id).value(), id.type, id.dc);
    return again && *again == id;
}

} // namespace

TEST_CASE("a document is downloaded as a whole, and its thumbnail by a letter") {
    const auto whole = place<api::inputDocumentFileLocation>(read(known_ids[0].text));
    CHECK(whole.id == known_ids[0].id);
    CHECK(whole.access_hash == known_ids[0].access_hash);
    CHECK(ag::to_hex(whole.file_reference) == known_ids[0].reference);
    CHECK(whole.thumb_size.empty());

    const auto thumbnail = place<api::inputDocumentFileLocation>(read(known_ids[3].text));
    CHECK(thumbnail.id == known_ids[3].id);
    CHECK(thumbnail.thumb_size == "m");
}

TEST_CASE("a photo is downloaded in its size") {
    const auto photo = place<api::inputPhotoFileLocation>(read(known_ids[2].text));
    CHECK(photo.id == known_ids[2].id);
    CHECK(photo.access_hash == known_ids[2].access_hash);
    CHECK(ag::to_hex(photo.file_reference) == known_ids[2].reference);
    CHECK(photo.thumb_size == "x");
}

TEST_CASE("a photo of a chat is downloaded through the chat") {
    const auto of_user = place<api::inputPeerPhotoFileLocation>(with_source(chat_photo_source{
        chat_photo_size::big, 777, 8, {}}));
    CHECK(of_user.big);
    CHECK(of_user.photo_id == 5);
    CHECK(of_user.peer.get_if<api::inputPeerUser>()->user_id == 777);
    CHECK(of_user.peer.get_if<api::inputPeerUser>()->access_hash == 8);

    const auto of_group = place<api::inputPeerPhotoFileLocation>(with_source(chat_photo_source{
        chat_photo_size::small, -777, 0, {}}));
    CHECK_FALSE(of_group.big);
    CHECK(of_group.peer.get_if<api::inputPeerChat>()->chat_id == 777);

    const auto old = place<api::inputPeerPhotoFileLocationLegacy>(
        read("AQADAgATySHBDgAEAgAD0npI3Bb___-wfxjpg7QCPf0pBQABHwQ")
    );
    CHECK(old.peer.get_if<api::inputPeerChannel>()->channel_id == 1326609710);
    CHECK(old.volume_id == 247538121);
    CHECK(old.local_id == 338429);

    CHECK(location_of(with_source(chat_photo_source{})).error() == media_errc::invalid_source);
}

TEST_CASE("a set of stickers has a thumbnail of a version or at a place") {
    const auto newer =
        place<api::inputStickerSetThumb>(with_source(sticker_set_source{1, 2, 3, {}}));
    CHECK(newer.thumb_version == 3);
    CHECK(newer.stickerset.get_if<api::inputStickerSetID>()->id == 1);
    CHECK(newer.stickerset.get_if<api::inputStickerSetID>()->access_hash == 2);
    const auto older = place<api::inputStickerSetThumbLegacy>(with_source(sticker_set_source{
        1, 2, {}, legacy_place{3, 4}}));
    CHECK(older.volume_id == 3);
    CHECK(older.local_id == 4);
    CHECK(
        location_of(with_source(sticker_set_source{1, 2, {}, {}})).error() ==
        media_errc::not_downloadable
    );
}

TEST_CASE("the oldest photos are downloaded by their place") {
    const auto old =
        place<api::inputPhotoLegacyFileLocation>(with_source(legacy_source{1, {2, 3}}));
    CHECK(old.id == 5);
    CHECK(old.secret == 1);
    CHECK(old.volume_id == 2);
    CHECK(old.local_id == 3);
    CHECK(ag::text_of(old.file_reference) == "ref");
}

TEST_CASE("files of secret chats and of Telegram Passport have locations of their own") {
    CHECK(place<api::inputEncryptedFileLocation>(of_type(file_type::encrypted)).access_hash == 6);
    CHECK(place<api::inputSecureFileLocation>(of_type(file_type::secure)).id == 5);
    CHECK(location_of(of_type(file_type::temporary)).error() == media_errc::not_downloadable);
    CHECK(
        location_of(of_type(file_type::encrypted_thumbnail)).error() == media_errc::not_downloadable
    );
    auto wrong = of_type(file_type::document);
    wrong.dc = 0;
    CHECK(location_of(wrong).error() == media_errc::invalid_dc);
}

TEST_CASE("a web file is downloaded by its address") {
    file_id id;
    id.url = "https://example.com/a.mp3";
    id.access_hash = 7;
    const auto location = web_location_of(id);
    REQUIRE(location);
    CHECK(location->get_if<api::inputWebFileLocation>()->url == id.url);
    CHECK(location->get_if<api::inputWebFileLocation>()->access_hash == 7);
    CHECK(location_of(id).error() == media_errc::not_downloadable);
    CHECK(web_location_of(of_type(file_type::document)).error() == media_errc::not_downloadable);
    CHECK(input_document_of(id).error() == media_errc::not_a_document);
}

TEST_CASE("a file is sent again as what it is") {
    const auto photo = input_photo_of(read(known_ids[2].text));
    REQUIRE(photo);
    CHECK(photo->get_if<api::inputPhoto>()->id == known_ids[2].id);
    CHECK(photo->get_if<api::inputPhoto>()->access_hash == known_ids[2].access_hash);
    CHECK(ag::to_hex(photo->get_if<api::inputPhoto>()->file_reference) == known_ids[2].reference);
    const auto sticker = input_document_of(read(known_ids[0].text));
    REQUIRE(sticker);
    CHECK(sticker->get_if<api::inputDocument>()->id == known_ids[0].id);
    CHECK(
        ag::to_hex(sticker->get_if<api::inputDocument>()->file_reference) == known_ids[0].reference
    );

    CHECK(input_photo_of(read(known_ids[0].text)).error() == media_errc::not_a_photo);
    CHECK(input_document_of(read(known_ids[2].text)).error() == media_errc::not_a_document);
    CHECK(input_document_of(of_type(file_type::secure)).error() == media_errc::not_a_document);
    // A thumbnail is not sent, and a photo of a chat is not either.
    CHECK(input_photo_of(read(known_ids[3].text)).error() == media_errc::not_a_photo);
    CHECK(input_document_of(read(known_ids[3].text)).error() == media_errc::not_a_document);
    CHECK(
        input_photo_of(with_source(chat_photo_source{chat_photo_size::big, 777, 0, {}})).error() ==
        media_errc::not_a_photo
    );
    CHECK(input_photo_of(with_source(photo_size_source{file_type::photo, 'x'})));
}

TEST_CASE("an id comes back from its location") {
    CHECK(comes_back(of_type(file_type::video)));
    CHECK(comes_back(of_type(file_type::thumbnail)));
    CHECK(comes_back(of_type(file_type::photo)));
    CHECK(comes_back(of_type(file_type::photo_story)));
    for (auto type : {file_type::encrypted, file_type::secure}) {
        auto id = of_type(type);
        id.file_reference.clear();
        CHECK(comes_back(id));
    }
    const auto brief = [](photo_source source, std::int64_t number, file_type type) {
        file_id id;
        id.dc = 4;
        id.id = number;
        id.type = type;
        id.source = std::move(source);
        return id;
    };
    const auto chat = file_type::profile_photo;
    CHECK(comes_back(brief(chat_photo_source{chat_photo_size::big, 777, 8, {}}, 9, chat)));
    CHECK(comes_back(brief(chat_photo_source{chat_photo_size::small, -777, 0, {}}, 9, chat)));
    CHECK(comes_back(brief(
        chat_photo_source{chat_photo_size::small, -1001326609710, 8, legacy_place{1, 2}}, 0, chat
    )));
    const auto set = file_type::thumbnail;
    CHECK(comes_back(brief(sticker_set_source{1, 2, 3, {}}, 0, set)));
    CHECK(comes_back(brief(sticker_set_source{1, 2, {}, legacy_place{3, 4}}, 0, set)));
    auto oldest = with_source(legacy_source{1, {2, 3}});
    CHECK(comes_back(oldest));
}

TEST_CASE("a location that no id names, or of another type, makes none") {
    const auto error = [](api::InputFileLocation location, file_type type) {
        return file_id_of(location, type, 2).error();
    };
    CHECK(
        error(api::inputTakeoutFileLocation{}, file_type::document) == media_errc::mismatched_fields
    );
    CHECK(error({}, file_type::document) == media_errc::mismatched_fields);
    CHECK(
        error(api::inputDocumentFileLocation{}, file_type::photo) == media_errc::mismatched_fields
    );
    api::inputPhotoFileLocation photo{};
    CHECK(error(photo, file_type::photo) == media_errc::mismatched_fields);
    photo.thumb_size = "x";
    CHECK(error(photo, file_type::document) == media_errc::mismatched_fields);
    CHECK(error(photo, file_type::thumbnail) == media_errc::mismatched_fields);
    CHECK(file_id_of(photo, file_type::photo, 2));
    CHECK(file_id_of(photo, file_type::photo, 0).error() == media_errc::invalid_dc);
    api::inputPeerPhotoFileLocation chat{};
    chat.peer = api::inputPeerSelf{};
    CHECK(error(chat, file_type::profile_photo) == media_errc::mismatched_fields);
    api::inputStickerSetThumb set{};
    set.stickerset = api::inputStickerSetDice{};
    CHECK(error(set, file_type::thumbnail) == media_errc::mismatched_fields);
}

TEST_CASE("received documents and photos have ids") {
    api::document file{};
    file.id = 5;
    file.access_hash = 6;
    file.file_reference = ag::tl::bytes(std::string_view("ref"));
    file.dc_id = 2;
    CHECK(file_id_of(file) == of_type(file_type::document));
    CHECK(thumbnail_id_of(file, 'm') == of_type(file_type::thumbnail));

    api::photo photo{};
    photo.id = 5;
    photo.access_hash = 6;
    photo.file_reference = file.file_reference;
    photo.dc_id = 2;
    CHECK(file_id_of(photo, 'm') == of_type(file_type::photo));
}

TEST_CASE("the attributes of a document say what it is") {
    api::document file{};
    const auto with = [&file](auto attribute) {
        file.attributes.push_back(std::move(attribute));
        return file_type_of(file);
    };
    CHECK(file_type_of(file) == file_type::document);
    CHECK(with(api::documentAttributeFilename{}) == file_type::document);
    CHECK(with(api::documentAttributeAudio{}) == file_type::audio);
    // A video, an animation and a sticker may have what comes before.
    CHECK(with(api::documentAttributeVideo{}) == file_type::video);
    CHECK(with(api::documentAttributeAnimated{}) == file_type::animation);
    CHECK(with(api::documentAttributeSticker{}) == file_type::sticker);

    file.attributes = {};
    api::documentAttributeAudio voice{};
    voice.voice = true;
    CHECK(with(voice) == file_type::voice);
    file.attributes = {};
    api::documentAttributeVideo round{};
    round.round_message = true;
    CHECK(with(round) == file_type::video_note);
    file.attributes = {};
    CHECK(with(api::documentAttributeCustomEmoji{}) == file_type::sticker);
}
