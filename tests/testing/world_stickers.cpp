// SPDX-License-Identifier: MIT
// Sets of stickers that accounts create, change, look at and install.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/stickers.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/testing/server/world/sticker_sets.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../support/png_picture.hpp"
#include "world_scene.hpp"

using namespace api_scene;

namespace {

using words = std::vector<std::string>;
using tests::png_picture;

struct sticker_makers : town {
    api::InputDocument
    uploaded(client& by, const byte_buffer& bytes, const std::string& mime = "image/png") {
        api::upload::saveFilePart part;
        part.file_id = ++last;
        part.bytes = tl::bytes{byte_view{bytes}};
        (void)by.call(part);
        api::inputFile file;
        file.id = last;
        file.parts = 1;
        file.name = "a.png";
        api::inputMediaUploadedDocument media;
        media.file = std::move(file);
        media.mime_type = tl::string{mime};
        media.force_file = true;
        api::messages::uploadMedia query;
        query.peer = api::inputPeerSelf{};
        query.media = std::move(media);
        const auto made = by.value(query);
        return input_of(*made.get_if<api::messageMediaDocument>()->document);
    }
    static api::InputDocument input_of(const api::Document& shown) {
        const auto* document = shown.get_if<api::document>();
        api::inputDocument input;
        input.id = document->id;
        input.access_hash = document->access_hash;
        input.file_reference = document->file_reference;
        return input;
    }
    api::inputStickerSetItem item(client& by, const std::string& emoji, std::uint32_t side = 512) {
        api::inputStickerSetItem one;
        one.document = uploaded(by, png_picture(side, side));
        one.emoji = tl::string{emoji};
        return one;
    }
    api::stickers::createStickerSet set(client& by, const std::string& name) {
        api::stickers::createStickerSet query;
        query.user_id = api::inputUserSelf{};
        query.title = "Cats";
        query.short_name = tl::string{name};
        query.stickers.push_back(item(by, "🐱"));
        return query;
    }
    template <class Method>
    static api::messages::stickerSet changed(client& by, const Method& query) {
        const auto answer = by.value(query);
        const auto* whole = answer.template get_if<api::messages::stickerSet>();
        REQUIRE(whole);
        return *whole;
    }
    static api::InputStickerSet named(const std::string& name) {
        api::inputStickerSetShortName input;
        input.short_name = tl::string{name};
        return input;
    }
    static api::messages::stickerSet get(client& as, const std::string& name) {
        api::messages::getStickerSet query;
        query.stickerset = named(name);
        return changed(as, query);
    }
    /// The emoji that the documents of a set name first.
    static words emoji_of(const api::messages::stickerSet& whole) {
        words all;
        for (const auto& each : whole.documents)
            for (const auto& about : each.get_if<api::document>()->attributes)
                if (const auto* sticker = about.get_if<api::documentAttributeSticker>()) {
                    all.push_back(sticker->alt.str());
                    CHECK(sticker->stickerset.get_if<api::inputStickerSetID>()->id == whole.set.id);
                }
        return all;
    }

    std::int64_t last = 100;
};

} // namespace

TEST_CASE("a user creates a set of stickers, and everybody finds it by its name and by its number"
) {
    sticker_makers here;
    auto query = here.set(here.alice, "Alices_cats");
    query.stickers.push_back(here.item(here.alice, "😺🐱"));
    query.stickers[0].keywords = "cat,pet";
    const auto made = here.changed(here.alice, query);

    CHECK(made.set.creator);
    CHECK(made.set.count == 2);
    CHECK(here.emoji_of(made) == words{"🐱", "😺"});
    REQUIRE(made.packs.size() == 2);
    CHECK(made.packs[0].emoticon.view() == "🐱");
    CHECK(made.packs[0].documents.size() == 2);
    REQUIRE(made.keywords.size() == 1);
    CHECK(made.keywords[0].keyword[1].view() == "pet");
    CHECK(made.documents[0].get_if<api::document>()->mime_type.view() == "image/webp");
    const auto seen = here.get(here.bob, "alices_CATS");
    CHECK(seen.set.id == made.set.id);
    CHECK(!seen.set.creator);
    api::inputStickerSetID numbered;
    numbered.id = made.set.id;
    numbered.access_hash = made.set.access_hash;
    api::messages::getStickerSet again;
    again.stickerset = numbered;
    again.hash = made.set.hash;
    CHECK(here.bob.value(again).is<api::messages::stickerSetNotModified>());
    again.hash = 0;
    CHECK(here.changed(here.bob, again).set.short_name.view() == "Alices_cats");
    ++numbered.access_hash;
    again.stickerset = numbered;
    CHECK(here.bob.refusal(again) == "400 STICKERSET_INVALID");
    again.stickerset = here.named("dogs");
    CHECK(here.bob.refusal(again) == "400 STICKERSET_INVALID");
    // Its documents can be downloaded by whoever looks at it.
    const auto input = here.input_of(seen.documents[0]);
    api::inputDocumentFileLocation place;
    place.id = input.get_if<api::inputDocument>()->id;
    place.access_hash = input.get_if<api::inputDocument>()->access_hash;
    place.file_reference = input.get_if<api::inputDocument>()->file_reference;
    api::upload::getFile part;
    part.location = place;
    part.limit = 4096;
    CHECK(here.bob.value(part).is<api::upload::file>());
}

TEST_CASE("a set is refused for its names, its owner and its stickers") {
    sticker_makers here;
    (void)here.changed(here.alice, here.set(here.alice, "cats"));
    const auto refusal = [&](auto change) {
        auto query = here.set(here.alice, "more_cats");
        change(query);
        return here.alice.refusal(query);
    };
    for (const auto* name : {"", "1cat", "a__b", "a-b"})
        CHECK(refusal([&](auto& query) {
                  query.short_name = tl::string{name};
              }) == "400 PACK_SHORT_NAME_INVALID");
    CHECK(refusal([](auto& query) {
              query.short_name = "CATS";
          }) == "400 PACK_SHORT_NAME_OCCUPIED");
    CHECK(refusal([](auto& query) { query.title = ""; }) == "400 PACK_TITLE_INVALID");
    CHECK(refusal([](auto& query) {
              query.masks = query.emojis = true;
          }) == "400 PACK_TYPE_INVALID");
    CHECK(refusal([](auto& query) { query.stickers.clear(); }) == "400 STICKERS_EMPTY");
    CHECK(refusal([](auto& query) {
              query.stickers[0].emoji = "cat";
          }) == "400 STICKER_EMOJI_INVALID");
    CHECK(refusal([](auto& query) {
              query.stickers[0].document = api::inputDocumentEmpty{};
          }) == "400 STICKER_FILE_INVALID");
    CHECK(refusal([](auto& query) {
              query.software = "me";
          }) == "400 FIELD_NOT_SUPPORTED_software");
    CHECK(refusal([&](auto& query) {
              query.user_id = here.user(here.alice, here.bob.self());
          }) == "400 USER_ID_INVALID");
    const byte_buffer text{'t', 'e', 'x', 't'};
    const auto wrong = [&](const byte_buffer& bytes, const char* mime) {
        return refusal([&](auto& query) {
            query.stickers[0].document = here.uploaded(here.alice, bytes, mime);
        });
    };
    CHECK(wrong(png_picture(512, 513), "image/png") == "400 STICKER_PNG_DIMENSIONS");
    CHECK(wrong(png_picture(100, 100), "image/png") == "400 STICKER_PNG_DIMENSIONS");
    CHECK(wrong(text, "image/png") == "400 STICKER_PNG_NOPNG");
    CHECK(wrong(text, "image/webp") == "400 STICKER_FILE_INVALID");
    CHECK(wrong(text, "text/plain") == "400 STICKER_FILE_INVALID");
    CHECK(wrong(text, "application/x-tgsticker") == "400 STICKER_TGS_NOTGS");
    CHECK(wrong(text, "video/webm") == "400 STICKER_VIDEO_NOWEBM");
    CHECK(refusal([](auto&) {}) == "accepted");

    auto emoji = here.set(here.alice, "emoji");
    emoji.emojis = true;
    CHECK(here.alice.refusal(emoji) == "400 STICKER_PNG_DIMENSIONS");
    emoji.stickers[0] = here.item(here.alice, "🐱", 100);
    const auto custom = here.changed(here.alice, emoji);
    CHECK(custom.set.emojis);
    const auto& about = custom.documents[0].get_if<api::document>()->attributes;
    CHECK(std::any_of(about.begin(), about.end(), [](const auto& each) {
        return each.template is<api::documentAttributeCustomEmoji>();
    }));
}

TEST_CASE("a bot creates sets for users who have started it, with its name at the end") {
    sticker_makers here;
    auto query = here.set(here.bot, "cats_by_bot42_bot");
    CHECK(here.bot.refusal(query) == "400 USER_ID_INVALID"); // a bot has none itself
    query.user_id = here.user(here.bot, here.alice.self());
    CHECK(here.bot.refusal(query) == "400 PEER_ID_INVALID");
    here.alice.write(here.bot.self(), "/start");
    query.short_name = "cats";
    CHECK(here.bot.refusal(query) == "400 PACK_SHORT_NAME_INVALID");
    query.short_name = "cats_by_Bot42_bot";
    CHECK(here.changed(here.bot, query).set.creator);

    // The owner and the bot change it, nobody else.
    api::stickers::renameStickerSet rename;
    rename.stickerset = here.named("cats_by_bot42_bot");
    rename.title = "Dogs";
    CHECK(here.changed(here.alice, rename).set.title.view() == "Dogs");
    CHECK(here.bob.refusal(rename) == "400 STICKERSET_INVALID");
    api::messages::getMyStickers own;
    CHECK(here.alice.value(own).count == 1);
    CHECK(here.bot.value(own).sets.size() == 1);
    CHECK(here.bob.value(own).count == 0);
}

TEST_CASE("the owner of a set adds stickers, moves, changes, replaces and removes them") {
    sticker_makers here;
    (void)here.changed(here.alice, here.set(here.alice, "cats"));
    api::stickers::addStickerToSet add;
    add.stickerset = here.named("cats");
    for (const auto* emoji : {"😺", "🐈"}) {
        add.sticker = here.item(here.alice, emoji);
        (void)here.changed(here.alice, add);
    }
    add.sticker = here.item(here.bob, "🐶");
    CHECK(here.bob.refusal(add) == "400 STICKERSET_INVALID");
    auto now = here.get(here.alice, "cats");
    CHECK(here.emoji_of(now) == words{"🐱", "😺", "🐈"});
    const auto unchanged = now.set.hash;

    api::stickers::changeStickerPosition move;
    move.sticker = here.input_of(now.documents[2]);
    now = here.changed(here.alice, move);
    CHECK(here.emoji_of(now) == words{"🐈", "🐱", "😺"});
    CHECK(now.set.hash != unchanged);
    api::stickers::changeSticker change;
    change.sticker = move.sticker;
    change.emoji = "🐅";
    CHECK(here.emoji_of(here.changed(here.alice, change)) == words{"🐅", "🐱", "😺"});
    change.emoji = "x";
    CHECK(here.alice.refusal(change) == "400 STICKER_EMOJI_INVALID");
    api::stickers::replaceSticker replace;
    replace.sticker = move.sticker;
    replace.new_sticker = here.item(here.alice, "🦁");
    CHECK(here.emoji_of(here.changed(here.alice, replace)) == words{"🦁", "🐱", "😺"});
    CHECK(here.alice.refusal(move) == "400 STICKER_INVALID"); // it is no more
    api::stickers::removeStickerFromSet remove;
    remove.sticker = here.input_of(now.documents[1]);
    CHECK(here.emoji_of(here.changed(here.alice, remove)) == words{"🦁", "😺"});
    remove.sticker = here.input_of(here.get(here.bob, "cats").documents[0]);
    CHECK(here.bob.refusal(remove) == "400 STICKER_INVALID");

    api::stickers::deleteStickerSet gone;
    gone.stickerset = here.named("cats");
    CHECK(here.bob.refusal(gone) == "400 STICKERSET_INVALID");
    CHECK(here.alice.value(gone));
    CHECK(here.alice.refusal(gone) == "400 STICKERSET_INVALID");
}

TEST_CASE("a set has a thumbnail, which is downloaded by its version") {
    sticker_makers here;
    (void)here.changed(here.alice, here.set(here.alice, "cats"));
    api::stickers::setStickerSetThumb query;
    query.stickerset = here.named("cats");
    query.thumb = here.uploaded(here.alice, png_picture(512, 512));
    CHECK(here.alice.refusal(query) == "400 STICKER_THUMB_PNG_NOPNG");
    query.thumb = here.uploaded(here.alice, png_picture(100, 100));
    const auto whole = here.changed(here.alice, query);
    REQUIRE(whole.set.thumbs);
    api::inputStickerSetThumb place;
    place.stickerset = query.stickerset;
    place.thumb_version = *whole.set.thumb_version;
    api::upload::getFile part;
    part.location = place;
    part.limit = 4096;
    const auto bytes = here.bob.value(part).get_if<api::upload::file>()->bytes;
    CHECK(to_hex(bytes) == to_hex(png_picture(100, 100)));
    ++place.thumb_version;
    part.location = place;
    CHECK(here.bob.refusal(part) == "400 LOCATION_INVALID");
    query.thumb.reset();
    CHECK_FALSE(here.changed(here.alice, query).set.thumbs);
}

TEST_CASE("names of sets are checked and suggested") {
    sticker_makers here;
    (void)here.changed(here.alice, here.set(here.alice, "NiceCats"));
    api::stickers::checkShortName check;
    check.short_name = "nicecats";
    CHECK(here.bob.refusal(check) == "400 SHORT_NAME_OCCUPIED");
    check.short_name = "_";
    CHECK(here.bob.refusal(check) == "400 SHORT_NAME_INVALID");
    api::stickers::suggestShortName suggest;
    suggest.title = "Nice cats!";
    check.short_name = here.bob.value(suggest).short_name;
    CHECK(check.short_name.view() == "Nicecats_1");
    CHECK(here.bob.value(check));
    suggest.title = "";
    CHECK(here.bob.refusal(suggest) == "400 TITLE_INVALID");
}

TEST_CASE("a user installs sets, and the other sessions are told") {
    sticker_makers here;
    for (const auto* name : {"cats", "dogs"})
        (void)here.changed(here.alice, here.set(here.alice, name));
    api::messages::installStickerSet install;
    for (const auto* name : {"cats", "dogs"}) {
        install.stickerset = here.named(name);
        (void)here.bob.value(install);
        CHECK(here.kinds_for(here.bob.self()) == "updateNewStickerSet");
        here.now += std::chrono::seconds{1};
    }
    api::messages::getAllStickers all;
    const auto listed = here.bob.value(all);
    const auto& sets = *listed.get_if<api::messages::allStickers>();
    REQUIRE(sets.sets.size() == 2);
    CHECK(sets.sets[0].short_name.view() == "dogs");
    CHECK(sets.sets[0].installed_date);
    all.hash = sets.hash;
    CHECK(here.bob.value(all).is<api::messages::allStickersNotModified>());
    api::messages::uninstallStickerSet remove;
    remove.stickerset = here.named("dogs");
    CHECK(here.bob.value(remove));
    CHECK(here.kinds_for(here.bob.self()) == "updateStickerSets");
    CHECK(here.bob.value(all).get_if<api::messages::allStickers>()->sets.size() == 1);
    CHECK(here.alice.value(api::messages::getAllStickers{})
              .get_if<api::messages::allStickers>()
              ->sets.empty());
}

TEST_CASE("a text of emoji is cut where one ends") {
    CHECK(single_emoji("🐱😺") == words{"🐱", "😺"});
    CHECK(
        single_emoji("👨‍👩‍👧👍🏽❤️") == words{"👨‍👩‍👧", "👍🏽", "❤️"}
    );
    CHECK(single_emoji("🇩🇪🇫🇷") == words{"🇩🇪", "🇫🇷"});
    CHECK(single_emoji("").empty());
    CHECK(single_emoji("\xf0\x9f").size() == 1); // cut
}
