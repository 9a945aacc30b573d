// SPDX-License-Identifier: MIT
// Test users send files to programs and see those that programs send.
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "scripted_bot.hpp"

using namespace scripted;

namespace {

/// Sends each document back, with its bytes in the opposite order.
struct reversing_bot {
    ag::testing::server telegram{};
    ag::bot bot{ag::memory_session{}, telegram.app()};

    reversing_bot() {
        bot.on<api::updateNewMessage>(
            [](ag::raw_update<api::updateNewMessage> update,
               ag::client& client) -> ag::awaitable<void> {
                const auto* message = update->message.get_if<api::message>();
                const auto* media = message != nullptr && message->media
                                        ? message->media->get_if<api::messageMediaDocument>()
                                        : nullptr;
                if (media == nullptr || message->out)
                    co_return;
                const auto* document = media->document->get_if<api::document>();
                api::inputDocumentFileLocation location;
                location.id = document->id;
                location.access_hash = document->access_hash;
                location.file_reference = document->file_reference;
                api::upload::getFile get;
                get.location = location;
                get.limit = 4096;
                const auto answer = co_await client.invoke(get);
                const auto& bytes = answer->get_if<api::upload::file>()->bytes;
                std::string reversed{bytes.begin(), bytes.end()};
                std::reverse(reversed.begin(), reversed.end());
                api::upload::saveFilePart save;
                save.file_id = 77;
                save.bytes = ag::tl::bytes{std::string_view{reversed}};
                co_await client.invoke(save);
                api::inputFile file;
                file.id = 77;
                file.parts = 1;
                file.name = "back.txt";
                api::inputMediaUploadedDocument back;
                back.file = file;
                back.mime_type = "text/plain";
                api::documentAttributeFilename name;
                name.file_name = "back.txt";
                back.attributes.push_back(std::move(name));
                api::messages::sendMedia send;
                send.peer = input_of(message->from_id->get_if<api::peerUser>()->user_id);
                send.media = std::move(back);
                send.message = "reversed";
                send.random_id = 5;
                const auto sent = co_await client.try_invoke(send);
                if (sent)
                    co_return;
                api::messages::sendMessage complaint;
                complaint.peer = send.peer;
                complaint.message = ag::tl::string{sent.error().text()};
                complaint.random_id = 6;
                co_await client.invoke(complaint);
            }
        );
    }
};

std::string text_of(const ag::testing::seen_file& file) {
    return file.bytes ? std::string{file.bytes->begin(), file.bytes->end()} : std::string{};
}

std::string text_in(const api::upload::File& answer) {
    const auto& bytes = answer.get_if<api::upload::file>()->bytes;
    return {bytes.begin(), bytes.end()};
}

} // namespace

TEST_CASE("a bot fetches the file of a user, and the user sees the file of the bot") {
    reversing_bot here;
    auto alice = here.telegram.user("Alice");

    const auto sent =
        alice.sends_document(here.bot, "notes.txt", "hello", "text/plain", "read this");
    CHECK(sent.media == "document");
    CHECK(sent.text == "read this");
    CHECK(sent.file.name == "notes.txt");
    CHECK(text_of(sent.file) == "hello");

    const auto back = alice.sees(here.bot);
    CHECK(back.text == "reversed");
    CHECK(back.media == "document");
    CHECK(back.file.name == "back.txt");
    CHECK(back.file.mime == "text/plain");
    CHECK(text_of(back.file) == "olleh");
}

TEST_CASE("a user sends photos, alone and as an album") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    const std::string picture = "\xff\xd8\xff a picture";
    const auto photo = alice.sends_photo(bob, picture, "look");
    CHECK(photo.media == "photo");
    CHECK(photo.text == "look");
    CHECK(photo.file.sizes == 3);
    CHECK(text_of(bob.sees(alice).file) == picture);
    CHECK_THROWS_AS(alice.sends_photo(bob, "no picture"), std::runtime_error);

    ag::testing::test_media one;
    one.file_name = "one.jpg";
    one.bytes = picture;
    ag::testing::test_media video;
    video.kind = ag::testing::media_kind::video;
    video.file_name = "two.mp4";
    video.bytes = std::string(11 * 1024 * 1024, 'v'); // a big file
    video.spoiler = true;
    const auto album = alice.sends_album(bob, {one, video});
    REQUIRE(album.size() == 2);
    CHECK(album[0].album != 0);
    CHECK(album[0].album == album[1].album);
    CHECK(album[1].file.mime == "video/mp4");
    CHECK(album[1].file.bytes->size() == 11 * 1024 * 1024);
    CHECK(album[1].file.spoiler);
    CHECK(!album[0].file.spoiler);
}

TEST_CASE("the references to files expire when a test says so") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    alice.sends_document(bob, "a.txt", "one");
    api::messages::getMessages ask;
    api::inputMessageID id;
    id.id = 1;
    ask.id.push_back(id);
    const auto fetch = [&] {
        const auto found = telegram.call(bob, ask);
        const auto& message =
            *found.get_if<api::messages::messages>()->messages[0].get_if<api::message>();
        const auto& document =
            *message.media->get_if<api::messageMediaDocument>()->document->get_if<api::document>();
        api::inputDocumentFileLocation location;
        location.id = document.id;
        location.access_hash = document.access_hash;
        location.file_reference = document.file_reference;
        api::upload::getFile get;
        get.location = location;
        get.limit = 4096;
        return get;
    };
    const auto before = fetch();
    CHECK(text_in(telegram.call(bob, before)) == "one");
    telegram.expire_references();
    CHECK_THROWS_WITH(telegram.call(bob, before), "400 FILE_REFERENCE_EXPIRED");
    CHECK(text_in(telegram.call(bob, fetch())) == "one");
}

TEST_CASE("a part is lost between its upload and the message that needs it") {
    reversing_bot here;
    auto alice = here.telegram.user("Alice");
    auto lost = false;
    here.telegram.on<api::messages::sendMedia>([&](const auto&, std::int64_t account) {
        lost = here.telegram.lose_part(account, 0);
        return ag::testing::pass;
    });
    alice.sends_document(here.bot, "a.txt", "one");
    CHECK(alice.reads(here.bot) == "FILE_PART_0_MISSING");
    CHECK(lost);
}
