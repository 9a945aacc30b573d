// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/photos.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server/world/files.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "api_scene.hpp"

using namespace api_scene;

namespace {

constexpr std::size_t kilobyte = 1024;

byte_buffer numbered(std::size_t size) {
    byte_buffer bytes(size);
    for (std::size_t at = 0; at != size; ++at)
        bytes[at] = static_cast<std::uint8_t>(at * 31 + at / 997);
    return bytes;
}

byte_buffer picture(std::size_t size = 5000) {
    auto bytes = numbered(size);
    bytes[0] = 0xff;
    bytes[1] = 0xd8;
    bytes[2] = 0xff;
    bytes[3] = 0; // no header that tells the size
    return bytes;
}

api::upload::saveFilePart part(std::int64_t file, std::int32_t number, byte_view bytes) {
    api::upload::saveFilePart query;
    query.file_id = file;
    query.file_part = number;
    query.bytes = tl::bytes{bytes};
    return query;
}

api::upload::saveBigFilePart
big_part(std::int64_t file, std::int32_t number, std::int32_t total, std::size_t size) {
    api::upload::saveBigFilePart query;
    query.file_id = file;
    query.file_part = number;
    query.file_total_parts = total;
    query.bytes = tl::bytes{byte_view{numbered(size)}};
    return query;
}

/// Sends the parts of a file, each of 4 KB.
api::InputFile
uploaded(scene::client& by, std::int64_t id, byte_view bytes, const std::string& name) {
    constexpr std::size_t size = 4 * kilobyte;
    api::inputFile file;
    file.id = id;
    file.name = tl::string{name};
    for (std::size_t at = 0; at < bytes.size(); at += size)
        CHECK(by.value(part(id, file.parts++, bytes.subspan(at, std::min(size, bytes.size() - at))))
        );
    return file;
}

api::messages::sendMedia media_to(scene::client& by, const account& to, api::InputMedia media) {
    static std::int64_t last = 1000;
    api::messages::sendMedia query;
    query.peer = by.peer(to);
    query.media = std::move(media);
    query.random_id = ++last;
    return query;
}

api::inputMediaUploadedDocument document(api::InputFile file) {
    api::inputMediaUploadedDocument media;
    media.file = std::move(file);
    media.mime_type = "text/plain";
    api::documentAttributeFilename name;
    name.file_name = "notes.txt";
    media.attributes.push_back(std::move(name));
    return media;
}

/// The message that a result shows.
api::message message_in(const api::Updates& updates) {
    for (const auto& update : updates.get_if<api::updates_>()->updates)
        if (const auto* sent = update.get_if<api::updateNewMessage>())
            return *sent->message.get_if<api::message>();
    FAIL("there is no message");
    return {};
}

const api::document& document_of(const api::message& message) {
    return *message.media->get_if<api::messageMediaDocument>()->document->get_if<api::document>();
}

const api::photo& photo_of(const api::message& message) {
    return *message.media->get_if<api::messageMediaPhoto>()->photo->get_if<api::photo>();
}

api::upload::getFile
fetch(const api::document& of, std::int64_t offset = 0, std::int32_t limit = 1 << 20) {
    api::inputDocumentFileLocation location;
    location.id = of.id;
    location.access_hash = of.access_hash;
    location.file_reference = of.file_reference;
    api::upload::getFile query;
    query.location = std::move(location);
    query.offset = offset;
    query.limit = limit;
    return query;
}

api::upload::getFile fetch(const api::photo& of, const std::string& letter) {
    api::inputPhotoFileLocation location;
    location.id = of.id;
    location.access_hash = of.access_hash;
    location.file_reference = of.file_reference;
    location.thumb_size = tl::string{letter};
    api::upload::getFile query;
    query.location = std::move(location);
    query.limit = 1 << 20;
    return query;
}

byte_buffer bytes_of(scene::client& by, const api::upload::getFile& query) {
    const auto file = by.value(query);
    const byte_view bytes = file.get_if<api::upload::file>()->bytes;
    return {bytes.begin(), bytes.end()};
}

/// A document of Alice to Bob, as both see it.
struct sent_document : people {
    byte_buffer bytes = numbered(10'000);
    api::document hers{};
    api::document his{};

    sent_document() { send(); }
    explicit sent_document(server_options with) {
        options = std::move(with);
        dcs = data_centres{options};
        send();
    }

    void send() {
        auto query = media_to(alice, bob.self(), document(uploaded(alice, 5, bytes, "notes.txt")));
        query.message = "read this";
        hers = document_of(message_in(alice.value(query)));
        REQUIRE(pushes.back().account_id == bob.login.account_id);
        his = document_of(message_in(pushed<api::Updates>(pushes.size() - 1).owned()));
    }
};

} // namespace

TEST_CASE("a document arrives as it was sent, and each reader can fetch it") {
    sent_document here;
    CHECK(here.hers.size == 10'000);
    CHECK(here.hers.mime_type == "text/plain");
    CHECK(
        here.hers.attributes[0].get_if<api::documentAttributeFilename>()->file_name == "notes.txt"
    );
    CHECK(here.hers.id == here.his.id);
    CHECK(here.hers.access_hash != here.his.access_hash);
    CHECK(here.hers.file_reference != here.his.file_reference);
    CHECK(bytes_of(here.alice, fetch(here.hers)) == here.bytes);
    CHECK(bytes_of(here.bob, fetch(here.his)) == here.bytes);

    const auto middle = bytes_of(here.bob, fetch(here.his, 8192, 4096)); // shorter: the end
    CHECK(middle == byte_buffer(here.bytes.begin() + 8192, here.bytes.end()));
    CHECK(bytes_of(here.bob, fetch(here.his, 12'288, 4096)).empty());
}

TEST_CASE("ranges of a file begin and end where Telegram allows it") {
    sent_document here;
    const auto outcome = [&](std::int64_t offset, std::int32_t limit, bool precise = false) {
        auto query = fetch(here.his, offset, limit);
        query.precise = precise;
        return here.bob.refusal(query);
    };
    CHECK(outcome(0, 1'048'576) == "accepted");
    CHECK(outcome(983'040, 131'072) == "400 LIMIT_INVALID");
    CHECK(outcome(1'638'400, 65'536) == "accepted");
    CHECK(outcome(71, 50'000) == "400 OFFSET_INVALID");
    CHECK(outcome(-4096, 4096) == "400 OFFSET_INVALID");
    CHECK(outcome(524'288, 524'288) == "accepted");
    CHECK(outcome(262'144, 1'048'576) == "400 LIMIT_INVALID");
    CHECK(outcome(4096, 12'288) == "400 LIMIT_INVALID");
    CHECK(outcome(4096, 12'288, true) == "accepted");
    CHECK(outcome(1024, 1'047'552, true) == "accepted");
    CHECK(outcome(1024, 1'048'576, true) == "400 LIMIT_INVALID");
    CHECK(outcome(1024, 4096) == "400 OFFSET_INVALID");
    CHECK(outcome(0, 0) == "400 LIMIT_INVALID");
    CHECK(outcome(0, 2'097'152, true) == "400 LIMIT_INVALID");
}

TEST_CASE("a reference is good for one account and one file until it expires") {
    sent_document here;
    auto of_other = here.his;
    of_other.file_reference = here.hers.file_reference;
    CHECK(here.bob.refusal(fetch(of_other)) == "400 FILE_REFERENCE_INVALID");
    auto without = here.his;
    without.file_reference = {};
    CHECK(here.bob.refusal(fetch(without)) == "400 FILE_REFERENCE_EMPTY");
    auto wrong_hash = here.his;
    ++wrong_hash.access_hash;
    CHECK(here.bob.refusal(fetch(wrong_hash)) == "400 LOCATION_INVALID");

    here.accounts.files().expire_references();
    CHECK(here.bob.refusal(fetch(here.his)) == "400 FILE_REFERENCE_EXPIRED");
    api::messages::getMessages again;
    api::inputMessageID id;
    id.id = 1;
    again.id.push_back(id);
    const auto found = here.bob.value(again);
    const auto& fresh =
        document_of(*found.get_if<api::messages::messages>()->messages[0].get_if<api::message>());
    CHECK(fresh.id == here.his.id);
    CHECK(bytes_of(here.bob, fetch(fresh)) == here.bytes);

    api::inputDocument input;
    input.id = here.his.id;
    input.access_hash = here.his.access_hash;
    input.file_reference = here.his.file_reference;
    api::inputMediaDocument stored;
    stored.id = input;
    CHECK(
        here.bob.refusal(media_to(here.bob, here.alice.self(), stored)) ==
        "400 FILE_REFERENCE_EXPIRED"
    );
}

TEST_CASE("the hashes of a file cover it") {
    sent_document here;
    api::upload::getFileHashes query;
    query.location = fetch(here.his).location;
    const auto hashes = here.bob.value(query);
    REQUIRE(hashes.size() == 1);
    CHECK(hashes[0].offset == 0);
    CHECK(hashes[0].limit == 10'000);
    CHECK(hashes[0].hash == tl::bytes{byte_view{crypto::sha256({here.bytes})}});
    query.offset = 131'072;
    CHECK(here.bob.value(query).empty());
}

TEST_CASE("a file is fetched at the data centre where it lives") {
    server_options options;
    options.more_dcs = {4};
    options.files_dc = 4;
    sent_document here{options};
    CHECK(here.his.dc_id == 4);
    CHECK(here.bob.refusal(fetch(here.his)) == "303 FILE_MIGRATE_4");
    auto away = here.bob;
    away.login.dc_of_key = 4;
    CHECK(bytes_of(away, fetch(here.his)) == here.bytes);
}

TEST_CASE("all parts of a file have one size, but for the last one") {
    people here;
    auto& by = here.alice;
    const auto send = [&](std::int64_t file, std::int32_t number, std::size_t size) {
        return by.refusal(part(file, number, numbered(size)));
    };
    CHECK(send(1, 0, 0) == "400 FILE_PART_EMPTY");
    CHECK(send(1, 0, 513 * kilobyte) == "400 FILE_PART_TOO_BIG");
    CHECK(send(1, -1, kilobyte) == "400 FILE_PART_INVALID");
    CHECK(send(1, 4000, kilobyte) == "400 FILE_PART_INVALID");
    CHECK(send(1, 3999, kilobyte) == "accepted");
    CHECK(send(1, 0, 3 * kilobyte) == "400 FILE_PART_SIZE_INVALID");
    CHECK(send(1, 0, 2 * kilobyte) == "accepted");
    CHECK(send(1, 1, kilobyte) == "400 FILE_PART_SIZE_CHANGED");
    CHECK(send(2, 0, 1000) == "accepted"); // it may be the last one
    CHECK(send(2, 1, 1000) == "400 FILE_PART_SIZE_INVALID");
    CHECK(send(3, 0, kilobyte) == "accepted");
    CHECK(send(3, 1, 2 * kilobyte) == "400 FILE_PART_SIZE_INVALID");
    here.alice.self().premium = true;
    CHECK(send(4, 7999, kilobyte) == "accepted");
}

TEST_CASE("the parts of a big file say how many there are") {
    people here;
    auto& by = here.alice;
    const auto send =
        [&](std::int64_t file, std::int32_t number, std::int32_t total, std::size_t size) {
            return by.refusal(big_part(file, number, total, size));
        };
    CHECK(send(1, 0, 0, kilobyte) == "400 FILE_PARTS_INVALID");
    CHECK(send(1, 0, 4001, kilobyte) == "400 FILE_PARTS_INVALID");
    CHECK(send(1, 2, 2, kilobyte) == "400 FILE_PART_INVALID");
    CHECK(send(1, 1, 3, kilobyte) == "accepted");
    CHECK(send(1, 0, 4, kilobyte) == "400 FILE_PARTS_INVALID");
    CHECK(send(1, 0, 3, 2 * kilobyte) == "400 FILE_PART_SIZE_CHANGED");
    CHECK(send(1, 0, 3, 0) == "400 FILE_PART_EMPTY");
    CHECK(send(1, 2, 3, 7) == "accepted");
    CHECK(send(1, 0, 3, kilobyte) == "accepted");
    api::inputFileBig file;
    file.id = 1;
    file.parts = 3;
    const auto media =
        message_in(by.value(media_to(by, here.bob.self(), document(api::InputFile{file}))));
    CHECK(document_of(media).size == 2055);
    CHECK(by.refusal(part(1, 0, numbered(kilobyte))) == "400 FILE_PART_INVALID");
}

TEST_CASE("a file of unknown size comes part by part, and its last part says how many there were") {
    people here;
    auto& by = here.alice;
    const auto send =
        [&](std::int64_t file, std::int32_t number, std::int32_t total, std::size_t size) {
            return by.refusal(big_part(file, number, total, size));
        };
    const auto size_of = [&](std::int64_t id, std::int32_t parts) {
        api::inputFileBig file;
        file.id = id;
        file.parts = parts;
        return document_of(message_in(by.value(
                               media_to(by, here.bob.self(), document(api::InputFile{file}))
                           )))
            .size;
    };
    CHECK(send(1, 0, -1, kilobyte) == "accepted");
    CHECK(send(1, 2, -1, kilobyte) == "400 FILE_PART_SIZE_INVALID"); // not the next one
    CHECK(send(1, 1, -1, kilobyte) == "accepted");
    CHECK(send(1, 1, -1, 0) == "400 FILE_PART_EMPTY");
    CHECK(send(1, 3, 3, 0) == "400 FILE_PARTS_INVALID");
    api::inputFileBig unfinished;
    unfinished.id = 1;
    unfinished.parts = 2;
    CHECK(
        by.refusal(media_to(by, here.bob.self(), document(api::InputFile{unfinished}))) ==
        "400 FILE_PARTS_INVALID"
    );
    CHECK(send(1, 2, 2, 0) == "accepted"); // it ended with a whole part
    CHECK(send(1, 2, 2, 0) == "accepted"); // again, because the answer was lost
    CHECK(send(1, 3, 3, 0) == "400 FILE_PART_EMPTY");
    CHECK(size_of(1, 2) == 2048);
    CHECK(send(2, 0, -1, kilobyte) == "accepted");
    CHECK(send(2, 1, 2, 5) == "accepted");
    CHECK(size_of(2, 2) == 1029);
}

TEST_CASE("media that need a part that was lost are refused with its number") {
    people here;
    auto& by = here.alice;
    auto file = uploaded(by, 9, numbered(10'000), "a.txt");
    auto query = media_to(by, here.bob.self(), document(file));
    CHECK(here.accounts.files().incoming().lose(by.login.account_id, 1));
    CHECK(by.refusal(query) == "400 FILE_PART_1_MISSING");
    CHECK(by.value(part(9, 1, byte_view{numbered(10'000)}.subspan(4096, 4096))));
    auto wrong = *file.get_if<api::inputFile>();
    wrong.md5_checksum = "d41d8cd98f00b204e9800998ecf8427e";
    CHECK(
        by.refusal(media_to(by, here.bob.self(), document(api::InputFile{wrong}))) ==
        "400 MD5_CHECKSUM_INVALID"
    );
    wrong.md5_checksum = "";
    wrong.parts = 2;
    CHECK(
        by.refusal(media_to(by, here.bob.self(), document(api::InputFile{wrong}))) ==
        "400 FILE_PARTS_INVALID"
    );
    wrong.id = 10;
    CHECK(
        by.refusal(media_to(by, here.bob.self(), document(api::InputFile{wrong}))) ==
        "400 FILE_PART_0_MISSING"
    );
    CHECK(document_of(message_in(by.value(query))).size == 10'000);
    here.now += 2h;
    CHECK(by.value(part(11, 0, numbered(10))));
    CHECK(by.refusal(media_to(by, here.bob.self(), document(file))) == "400 FILE_PART_0_MISSING");
}

TEST_CASE("a photo comes in several sizes, of which the last is the photo") {
    people here;
    auto& by = here.alice;
    const auto send = [&](const byte_buffer& bytes, const std::string& name) {
        api::inputMediaUploadedPhoto media;
        static std::int64_t id = 100;
        media.file = uploaded(by, ++id, bytes, name);
        return media_to(by, here.bob.self(), media);
    };
    const auto bytes = picture();
    const auto photo = photo_of(message_in(by.value(send(bytes, "a.jpg"))));
    REQUIRE(photo.sizes.size() == 3);
    const auto* last = photo.sizes[2].get_if<api::photoSize>();
    CHECK(last->type == "x");
    CHECK(last->w == 800);
    CHECK(last->size == 5000);
    CHECK(bytes_of(by, fetch(photo, "x")) == bytes);
    CHECK(bytes_of(by, fetch(photo, "s")).size() < bytes.size());
    CHECK(by.refusal(fetch(photo, "")) == "400 LOCATION_INVALID");
    CHECK(by.refusal(fetch(photo, "y")) == "400 LOCATION_INVALID");
    CHECK(by.refusal(send(bytes, "photo")) == "400 PHOTO_EXT_INVALID");
    CHECK(by.refusal(send(numbered(100), "a.jpg")) == "400 IMAGE_PROCESS_FAILED");
    auto timed = send(bytes, "a.jpg");
    auto media = *timed.media.get_if<api::inputMediaUploadedPhoto>();
    media.ttl_seconds = 61;
    timed.media = media;
    CHECK(by.refusal(timed) == "400 TTL_MEDIA_INVALID");
    media.ttl_seconds = 60;
    media.spoiler = true;
    timed.media = media;
    const auto shown = message_in(by.value(timed));
    CHECK(shown.media->get_if<api::messageMediaPhoto>()->ttl_seconds == 60);
    CHECK(shown.media->get_if<api::messageMediaPhoto>()->spoiler);
}

TEST_CASE("a forwarded file has a reference of its new place") {
    sent_document here;
    api::messages::forwardMessages query;
    query.from_peer = here.bob.peer(here.alice.self());
    query.to_peer = here.bob.peer(here.alice.self());
    query.id.push_back(1);
    query.random_id.push_back(77);
    const auto forwarded = message_in(here.bob.value(query));
    CHECK(document_of(forwarded).id == here.his.id);
    CHECK(document_of(forwarded).file_reference != here.his.file_reference);
    CHECK(bytes_of(here.bob, fetch(document_of(forwarded))) == here.bytes);
}

TEST_CASE("an album has files that were uploaded as media before, of one group") {
    people here;
    auto& by = here.alice;
    api::messages::sendMultiMedia album;
    album.peer = by.peer(here.bob.self());
    const auto add = [&](api::InputMedia media, std::int64_t random_id) {
        api::inputSingleMedia item;
        item.media = std::move(media);
        item.random_id = random_id;
        album.multi_media.push_back(std::move(item));
    };
    const auto stored_photo = [&](std::int64_t id) {
        api::messages::uploadMedia query;
        query.peer = by.peer(here.bob.self());
        api::inputMediaUploadedPhoto media;
        media.file = uploaded(by, id, picture(), "a.jpg");
        query.media = media;
        const auto stored = by.value(query);
        const auto& photo = *stored.get_if<api::messageMediaPhoto>()->photo->get_if<api::photo>();
        api::inputPhoto input;
        input.id = photo.id;
        input.access_hash = photo.access_hash;
        input.file_reference = photo.file_reference;
        api::inputMediaPhoto named;
        named.id = input;
        return named;
    };
    CHECK(by.refusal(album) == "400 MEDIA_EMPTY");
    add(stored_photo(1), 501);
    add(stored_photo(2), 502);
    auto sent = by.value(album);
    const auto& updates = sent.get_if<api::updates_>()->updates;
    REQUIRE(updates.size() == 4);
    CHECK(updates[0].get_if<api::updateMessageID>()->random_id == 501);
    CHECK(updates[1].get_if<api::updateMessageID>()->random_id == 502);
    const auto group_of = [&](std::size_t at) {
        return updates[at]
            .get_if<api::updateNewMessage>()
            ->message.get_if<api::message>()
            ->grouped_id.value_or(0);
    };
    CHECK(group_of(2) != 0);
    CHECK(group_of(2) == group_of(3));
    CHECK(by.refusal(album) == "500 RANDOM_ID_DUPLICATE");

    album.multi_media.clear();
    api::inputMediaUploadedPhoto fresh;
    fresh.file = uploaded(by, 3, picture(), "a.jpg");
    add(fresh, 503);
    CHECK(by.refusal(album) == "400 MEDIA_INVALID");
    album.multi_media.clear();
    add(stored_photo(4), 504);
    api::messages::uploadMedia text;
    text.peer = by.peer(here.bob.self());
    text.media = document(uploaded(by, 5, numbered(10), "a.txt"));
    const auto stored = by.value(text);
    const auto& file =
        *stored.get_if<api::messageMediaDocument>()->document->get_if<api::document>();
    api::inputDocument input;
    input.id = file.id;
    input.access_hash = file.access_hash;
    input.file_reference = file.file_reference;
    api::inputMediaDocument named;
    named.id = input;
    add(named, 505);
    CHECK(by.refusal(album) == "400 MEDIA_GROUPED_INVALID");
    here.accounts.files().expire_references();
    album.multi_media.clear();
    add(stored_photo(6), 506);
    add(named, 507);
    CHECK(by.refusal(album) == "400 FILE_REFERENCE_1_EXPIRED");
}

TEST_CASE("another file takes the place of that of a message") {
    sent_document here;
    api::messages::editMessage edit;
    edit.peer = here.alice.peer(here.bob.self());
    edit.id = 1;
    api::inputMediaUploadedPhoto media;
    media.file = uploaded(here.alice, 20, picture(), "a.jpg");
    edit.media = media;
    (void)here.alice.call(edit);
    REQUIRE(here.pushes.back().account_id == here.bob.login.account_id);
    const auto news = here.pushed<api::Updates>(here.pushes.size() - 1).owned();
    const auto* edited = news.get_if<api::updates_>()->updates[0].get_if<api::updateEditMessage>();
    REQUIRE(edited);
    const auto& message = *edited->message.get_if<api::message>();
    CHECK(message.message == "read this");
    CHECK(bytes_of(here.bob, fetch(photo_of(message), "x")) == picture());
    edit.media = api::inputMediaDice{};
    CHECK(here.alice.refusal(edit) == "400 MEDIA_NEW_INVALID");
}

TEST_CASE("a profile photo is shown to others, small and big, without a reference") {
    people here;
    api::photos::uploadProfilePhoto query;
    query.file = uploaded(here.alice, 30, picture(), "me.jpg");
    const auto set = here.alice.value(query);
    const auto id = set.photo.get_if<api::photo>()->id;
    api::users::getUsers ask;
    api::inputUser input;
    input.user_id = here.alice.login.account_id;
    input.access_hash = here.accounts.access_hash(here.bob.login.account_id, input.user_id);
    ask.id.push_back(input);
    const auto users = here.bob.value(ask);
    const auto* shown = users[0].get_if<api::user>()->photo->get_if<api::userProfilePhoto>();
    REQUIRE(shown);
    CHECK(shown->photo_id == id);
    api::inputPeerPhotoFileLocation location;
    location.peer = here.bob.peer(here.alice.self());
    location.photo_id = id;
    location.big = true;
    api::upload::getFile get;
    get.location = location;
    get.limit = 1 << 20;
    CHECK(bytes_of(here.bob, get) == picture());
    location.big = false;
    get.location = location;
    CHECK(bytes_of(here.bob, get).size() < picture().size());
    ++location.photo_id;
    get.location = location;
    CHECK(here.bob.refusal(get) == "400 LOCATION_INVALID");

    api::photos::getUserPhotos list;
    list.user_id = input;
    const auto photos = here.bob.value(list);
    const auto* slice = photos.get_if<api::photos::photosSlice>();
    REQUIRE(slice);
    CHECK(slice->count == 1);
    CHECK(bytes_of(here.bob, fetch(*slice->photos[0].get_if<api::photo>(), "c")) == picture());
}

TEST_CASE("an account that is too fast waits, one with Premium less") {
    sent_document here;
    here.accounts.files().speed().limit(1000, 100'000);
    CHECK(here.bob.refusal(fetch(here.his)) == "accepted"); // 10,000 bytes take ten seconds
    CHECK(here.bob.refusal(fetch(here.his)) == "420 FLOOD_PREMIUM_WAIT_10");
    CHECK(here.alice.refusal(fetch(here.hers)) == "accepted"); // each for itself
    here.now += 9s;
    CHECK(here.bob.refusal(fetch(here.his)) == "accepted");
    here.bob.self().premium = true;
    here.accounts.files().speed().limit(1000, 100'000);
    for (auto times = 0; times != 5; ++times)
        CHECK(here.bob.refusal(fetch(here.his)) == "accepted");
}
