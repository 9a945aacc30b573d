// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

api::messageMediaDocument
raw_file(tl::vector<api::DocumentAttribute> attributes, std::string mime = "video/mp4") {
    api::document file{};
    file.mime_type = mime;
    file.size = 100;
    file.attributes = std::move(attributes);
    api::messageMediaDocument shown{};
    shown.document = file;
    return shown;
}

message file(tl::vector<api::DocumentAttribute> attributes, std::string mime = "video/mp4") {
    return with_media(raw_file(std::move(attributes), std::move(mime)));
}

api::DocumentAttribute video(bool round = false) {
    api::documentAttributeVideo raw{};
    raw.round_message = round;
    raw.duration = 12.5;
    return raw;
}

api::DocumentAttribute audio(bool voice = false) {
    api::documentAttributeAudio raw{};
    raw.voice = voice;
    raw.duration = 3;
    return raw;
}

api::DocumentAttribute sticker() {
    api::documentAttributeSticker raw{};
    raw.alt = "🐈";
    return raw;
}

api::DocumentAttribute named(std::string name) {
    api::documentAttributeFilename raw{};
    raw.file_name = name;
    return raw;
}

} // namespace

TEST_CASE("kinds of files exclude each other: a GIF is no video, a voice message no audio, a "
          "sticker no video") {
    const auto clip = file({video(), named("a.mp4")});
    const auto gif = file({video(), api::documentAttributeAnimated{}});
    const auto note = file({video(true)});
    const auto song = file({audio()}, "audio/mpeg");
    const auto speech = file({audio(true)}, "audio/ogg");
    const auto moving = file({video(), sticker()}, "video/webm");
    const auto vector = file({sticker()}, "application/x-tgsticker");
    const auto plain = file({named("a.pdf")}, "application/pdf");

    CHECK(is::video(clip));
    CHECK_FALSE(is::video(gif));
    CHECK_FALSE(is::video(note));
    CHECK_FALSE(is::video(moving));
    CHECK(is::animation(gif));
    CHECK_FALSE(is::animation(clip));
    CHECK(is::video_note(note));
    CHECK_FALSE(is::video_note(clip));
    CHECK(is::any_video(gif));
    CHECK(is::any_video(note));
    CHECK_FALSE(is::any_video(moving));
    CHECK(is::audio(song));
    CHECK_FALSE(is::audio(speech));
    CHECK(is::voice(speech));
    CHECK_FALSE(is::voice(song));
    CHECK(is::sticker(moving));
    CHECK_FALSE(is::sticker(clip));
    CHECK(is::video_sticker(moving));
    CHECK_FALSE(is::video_sticker(vector));
    CHECK(is::animated_sticker(vector));
    CHECK_FALSE(is::animated_sticker(moving));
    CHECK(is::document(plain));
    CHECK_FALSE(is::document(gif));
    CHECK(is::any_document(gif));
    CHECK_FALSE(is::any_document(with_media(api::messageMediaPhoto{})));
}

TEST_CASE("the preview of a link is no media, and leaves a text a text") {
    const auto with_link = with_media(api::messageMediaWebPage{}, "see https://a.b");
    const auto with_photo = with_media(api::messageMediaPhoto{}, "the sea");
    const auto with_nothing = with_media(api::messageMediaEmpty{}, "hello");

    CHECK(is::text(with_link));
    CHECK_FALSE(is::caption(with_link));
    CHECK_FALSE(is::media(with_link));
    CHECK(is::web_page(with_link));
    CHECK_FALSE(is::text(with_photo));
    CHECK(is::caption(with_photo));
    CHECK(is::media(with_photo));
    CHECK_FALSE(is::web_page(with_photo));
    CHECK(is::text(with_nothing));
    CHECK_FALSE(is::media(with_nothing));
    CHECK_FALSE(is::caption(with_media(api::messageMediaPhoto{})));
}

TEST_CASE("a moving place is a place, too, and a venue is none") {
    const auto fixed = with_media(api::messageMediaGeo{});
    const auto moving = with_media(api::messageMediaGeoLive{});
    const auto venue = with_media(api::messageMediaVenue{});

    CHECK(is::location(fixed));
    CHECK(is::location(moving));
    CHECK_FALSE(is::location(venue));
    CHECK(is::live_location(moving));
    CHECK_FALSE(is::live_location(fixed));
    CHECK(is::venue(venue));
    CHECK_FALSE(is::venue(fixed));
}

TEST_CASE("each other kind of media has its filter") {
    const auto photo = with_media(api::messageMediaPhoto{});
    const auto check = [&photo](const auto& filter, api::MessageMedia media) {
        CHECK(filter(with_media(std::move(media))));
        CHECK_FALSE(filter(photo));
        CHECK_FALSE(filter(message{raw_message("hi")}));
        CHECK_FALSE(filter(serving(api::messageActionPinMessage{})));
    };
    CHECK(is::photo(photo));
    CHECK_FALSE(is::photo(with_media(api::messageMediaDice{})));
    check(is::contact, api::messageMediaContact{});
    check(is::game, api::messageMediaGame{});
    check(is::poll, api::messageMediaPoll{});
    check(is::dice, api::messageMediaDice{});
    check(is::invoice, api::messageMediaInvoice{});
    check(is::story, api::messageMediaStory{});
    check(is::paid_media, api::messageMediaPaidMedia{});
    check(is::to_do, api::messageMediaToDo{});
    check(is::giveaway, api::messageMediaGiveaway{});
    check(is::giveaway_winners, api::messageMediaGiveawayResults{});
}

TEST_CASE("spoilers and media that destroy themselves") {
    api::messageMediaPhoto hidden{};
    hidden.spoiler = true;
    api::messageMediaDocument fading{};
    fading.ttl_seconds = 10;
    fading.voice = true;

    CHECK(is::media_spoiler(with_media(hidden)));
    CHECK_FALSE(is::media_spoiler(with_media(fading)));
    CHECK(is::self_destruction(with_media(fading)));
    CHECK_FALSE(is::self_destruction(with_media(hidden)));
    // The file is gone, and the marks of its message remain.
    CHECK(is::voice(with_media(fading)));
}

TEST_CASE("media have a name, a type, a size, a duration and an emoji") {
    const auto shown = file({video(), named("a.mp4")});
    const auto clip = shown.media();
    CHECK(clip.file_name() == "a.mp4");
    CHECK(clip.mime_type() == "video/mp4");
    CHECK(clip.size() == 100);
    CHECK(clip.duration() == 12.5);
    CHECK(clip.emoji().empty());
    CHECK(clip.photo() == nullptr);
    const auto cat = file({sticker()});
    CHECK(cat.media().emoji() == "🐈");

    const media_view none;
    CHECK(none.kind() == media_kind::none);
    CHECK(none.file_name().empty());
    CHECK(none.duration() == 0);
    CHECK_FALSE(none);
}
