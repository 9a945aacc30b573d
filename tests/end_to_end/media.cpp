// SPDX-License-Identifier: MIT
// Files of every kind are sent by one call, and come back whole.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "../media/made_files.hpp"
#include "../support/directory.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using std::chrono_literals::operator""s;
using tests::quiet;
using tests::with_client;
namespace made = ::made_files;

namespace {

byte_buffer buffer_of(std::string_view text) {
    return {text.begin(), text.end()};
}

void write(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

std::string read(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

template <class Attribute>
const Attribute* attribute_of(const message& of) {
    for (const auto& each : of.media().document()->attributes)
        if (const auto* found = each.get_if<Attribute>())
            return found;
    return nullptr;
}

/// A user and a friend, with a directory of files.
struct scene {
    void run(std::function<awaitable<void>(client&)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [this, &act](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(alice.prompts());
                co_await act(telegram);
            }
        );
    }

    std::string file(const std::string& name, std::string_view bytes) const {
        write(folder.path / name, bytes);
        return folder.file(name);
    }

    testing::server server{};
    testing::test_user alice = server.user("Alice");
    testing::test_user bob = server.user("Bob");
    tests::directory folder{};
};

} // namespace

TEST_CASE("files of every kind are sent as what they are, and come back byte by byte") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        using send = awaitable<message> (media_methods::*)(chat_ref, file_ref, media_options) const;
        struct kind {
            send sends;
            media_kind shown;
            std::string name;
            std::string bytes;
            std::string_view mime;
        };
        const std::vector<kind> kinds{
            {&media_methods::send_photo, media_kind::photo, "a.jpg", made::jpeg(), ""},
            {&media_methods::send_video, media_kind::video, "a.mp4", made::film(), "video/mp4"},
            {&media_methods::send_animation,
             media_kind::animation,
             "a.gif",
             made::gif(2),
             "image/gif"},
            {&media_methods::send_animation,
             media_kind::animation,
             "b.mp4",
             made::film(),
             "video/mp4"},
            {&media_methods::send_audio, media_kind::audio, "a.mp3", made::mp3(), "audio/mpeg"},
            {&media_methods::send_voice, media_kind::voice, "a.ogg", made::opus(), "audio/ogg"},
            {&media_methods::send_video_note,
             media_kind::video_note,
             "c.mp4",
             made::film(),
             "video/mp4"},
            {&media_methods::send_document,
             media_kind::document,
             "a.mp4",
             made::film(),
             "video/mp4"},
            {&media_methods::send_sticker,
             media_kind::sticker,
             "a.webp",
             made::moving_webp(),
             "image/webp"},
        };
        for (const auto& each : kinds) {
            CAPTURE(to_string(each.shown));
            CAPTURE(each.name);
            const auto path = here.file(each.name, each.bytes);
            auto sending = (telegram.*each.sends)("me", path, {});
            const auto sent = co_await std::move(sending);
            CHECK(sent.media().kind() == each.shown);
            CHECK(sent.media().mime_type() == each.mime);
            auto loading = telegram.download_bytes(sent);
            CHECK(co_await std::move(loading) == buffer_of(each.bytes));
            if (each.shown == media_kind::photo)
                continue;
            CHECK(sent.media().file_name() == (each.shown == media_kind::voice ? "" : each.name));
        }
    });
}

TEST_CASE("what the headers of a file say is sent along, unless the caller knows better") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto film = buffer_of(made::film());
        const auto video = co_await telegram.send_video("me", in_memory(film, "a.mp4"));
        CHECK(video.media().duration() == 5.0);
        const auto* shown = attribute_of<api::documentAttributeVideo>(video);
        REQUIRE(shown != nullptr);
        CHECK(shown->w == 320);
        CHECK(shown->h == 240);
        CHECK_FALSE(shown->supports_streaming); // the headers are at the end

        media_options known;
        known.details.width = 640;
        known.details.height = 480;
        known.details.duration = 7s;
        known.details.name = "film.mp4";
        const auto told = co_await telegram.send_video("me", in_memory(film, "a.mp4"), known);
        CHECK(told.media().duration() == 7.0);
        CHECK(attribute_of<api::documentAttributeVideo>(told)->w == 640);
        CHECK(told.media().file_name() == "film.mp4");

        const auto note = co_await telegram.send_video_note("me", in_memory(film, "a.mp4"));
        const auto* round = attribute_of<api::documentAttributeVideo>(note);
        CHECK(round->w == 240);
        CHECK(round->h == 240);

        const auto music = buffer_of(made::flac());
        const auto song = co_await telegram.send_audio("me", in_memory(music, "a.flac"));
        CHECK(song.media().mime_type() == "audio/flac");
        const auto* tags = attribute_of<api::documentAttributeAudio>(song);
        REQUIRE(tags != nullptr);
        CHECK(tags->title);

        const std::array<std::uint8_t, 4> loudness{0, 31, 7, 1};
        media_options voice;
        voice.details.waveform = loudness;
        const auto sound = buffer_of(made::opus());
        const auto spoken = co_await telegram.send_voice("me", in_memory(sound, "v.ogg"), voice);
        const auto* wave = attribute_of<api::documentAttributeAudio>(spoken);
        REQUIRE(wave != nullptr);
        REQUIRE(wave->waveform);
        CHECK(wave->waveform->size() == 3);
    });
}

TEST_CASE("a photo gets the extension by which Telegram tells it") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::png());
        const auto sent = co_await telegram.send_photo("me", in_memory(picture, ""));
        CHECK(sent.media().kind() == media_kind::photo);
        const auto file = co_await telegram.send_document("me", in_memory(picture, "noname"));
        CHECK(file.media().file_name() == "noname.png");
        // The name of a file that is no picture's is refused, too.
        for (const auto* name : {"upload.tmp", "Screenshot 12.30", "report.pdf"}) {
            const auto named = co_await telegram.send_photo("me", in_memory(picture, name));
            CHECK(named.media().kind() == media_kind::photo);
        }
        const byte_buffer huge(10 * 1024 * 1024 + 1, 'x');
        CHECK_THROWS_AS(
            co_await telegram.send_photo("me", in_memory(huge, "a.jpg")), std::system_error
        );
        const auto film = buffer_of(made::film());
        const auto video = co_await telegram.send_video("me", in_memory(film, "a.m4v"));
        CHECK(video.media().mime_type() == "video/mp4");
    });
}

TEST_CASE("a caption, a cover and an end of the media are sent along") {
    scene here;
    here.bob.writes(here.alice, "hello");
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto sent = co_await telegram.send_photo(
            here.bob.id(),
            in_memory(picture, "a.jpg"),
            {.caption = "hi", .spoiler = true, .self_destruct = 10s, .silent = true}
        );
        CHECK(sent.text() == "hi");
        CHECK(sent.media().spoiler());
        CHECK(sent.media().self_destructs_after() == 10);
        CHECK(sent.silent());

        const auto film = buffer_of(made::film());
        media_options video;
        video.reply_to = sent.id();
        video.details.thumbnail = in_memory(picture, "t.jpg");
        video.details.cover = in_memory(picture, "c.jpg");
        video.details.start_at = 2s;
        const auto played =
            co_await telegram.send_video(here.bob.id(), in_memory(film, "a.mp4"), video);
        REQUIRE(played.reply_to());
        CHECK(played.reply_to()->message_id == sent.id());
        REQUIRE(played.media().document()->thumbs);
        const auto* raw = played.media().get_if<api::messageMediaDocument>();
        REQUIRE(raw != nullptr);
        CHECK(raw->video_cover);
        CHECK(raw->video_timestamp == 2);
    });
}

TEST_CASE("media of a message, and file ids of the Bot API, are sent again without an upload") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto photo = co_await telegram.send_photo("me", in_memory(picture, "a.jpg"));
        const auto again = co_await telegram.send_photo("me", photo.media(), {.spoiler = true});
        CHECK(again.media().photo()->id == photo.media().photo()->id);
        CHECK(again.media().spoiler());

        const auto id = media::file_id_of(*photo.media().photo(), 'x');
        const auto by_id = co_await telegram.send_photo("me", id);
        CHECK(by_id.media().photo()->id == photo.media().photo()->id);
        CHECK_THROWS_AS(co_await telegram.send_video("me", id), std::system_error);
        CHECK_THROWS_AS(co_await telegram.send_video("me", photo.media()), std::system_error);
        const file_ref none;
        CHECK_THROWS_AS(co_await telegram.send_video("me", none), std::logic_error);

        const auto film = buffer_of(made::film());
        const auto video = co_await telegram.send_video("me", in_memory(film, "a.mp4"));
        const auto video_id = media::file_id_of(*video.media().document());
        auto loading = telegram.download_bytes(video_id); // its size is not known
        CHECK(co_await std::move(loading) == film);
    });
}

TEST_CASE("a file of which the size is not known comes whole, and no larger than allowed") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        constexpr std::size_t part = 512 * 1024;
        for (const auto size : {part - 1, part, part + 1, 3 * part}) {
            CAPTURE(size);
            const byte_buffer bytes(size, 7);
            const auto sent = co_await telegram.send_document("me", in_memory(bytes, "a.bin"));
            const auto id = media::file_id_of(*sent.media().document());
            auto loading = telegram.download_bytes(id);
            CHECK(co_await std::move(loading) == bytes);
            CHECK_THROWS_AS(co_await telegram.download_bytes(id, size - 1), std::system_error);
        }
    });
}

TEST_CASE("an album arrives as one, with the captions of its files in their order") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto film = buffer_of(made::film());
        const auto known = co_await telegram.send_photo("me", in_memory(picture, "k.jpg"));
        const std::array files{
            attachment::photo(in_memory(picture, "a.jpg"), {.caption = "first"}),
            attachment::video(in_memory(film, "b.mp4"), {.caption = "second", .spoiler = true}),
            attachment::photo(known.media()),
        };
        const auto sent = co_await telegram.send_media_group("me", files, {.silent = true});
        REQUIRE(sent.size() == 3);
        CHECK(sent[0].text() == "first");
        CHECK(sent[0].media().kind() == media_kind::photo);
        CHECK(sent[1].text() == "second");
        CHECK(sent[1].media().kind() == media_kind::video);
        CHECK(sent[1].media().spoiler());
        CHECK(sent[2].media().photo()->id == known.media().photo()->id);
        CHECK(sent[0].album_id() != 0);
        for (const auto& each : sent) {
            CHECK(each.album_id() == sent[0].album_id());
            CHECK(each.silent());
        }
    });
}

TEST_CASE("what is no album is refused before anything is uploaded") {
    scene here;
    auto uploads = 0;
    here.server.on<api::upload::saveFilePart>([&](const auto&) {
        ++uploads;
        return testing::pass;
    });
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto photo = attachment::photo(in_memory(picture, "a.jpg"));
        const auto file = attachment::document(in_memory(picture, "a.jpg"));
        const auto moving = attachment::animation(in_memory(picture, "a.gif"));
        const auto error_of = [&](std::vector<attachment> files) -> awaitable<std::error_code> {
            try {
                static_cast<void>(co_await telegram.send_media_group("me", files));
            } catch (const std::system_error& refused) {
                co_return refused.code();
            }
            co_return std::error_code{};
        };
        using media::media_errc;
        auto one = error_of({photo});
        CHECK(co_await std::move(one) == media_errc::wrong_album_size);
        auto many = error_of(std::vector<attachment>(11, photo));
        CHECK(co_await std::move(many) == media_errc::wrong_album_size);
        auto mixed = error_of({photo, file});
        CHECK(co_await std::move(mixed) == media_errc::mixed_album);
        auto gifs = error_of({moving, moving});
        CHECK(co_await std::move(gifs) == media_errc::mixed_album);
    });
    CHECK(uploads == 0);
}

TEST_CASE("the media of a message are replaced by a file") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto film = buffer_of(made::film());
        const auto sent = co_await telegram.send_photo("me", in_memory(picture, "a.jpg"));
        const auto video = attachment::video(in_memory(film, "a.mp4"), {.caption = "moves"});
        const auto edited = co_await telegram.edit_media("me", sent.id(), video);
        CHECK(edited.id() == sent.id());
        CHECK(edited.media().kind() == media_kind::video);
        CHECK(edited.text() == "moves");
        const auto photo = attachment::photo(in_memory(picture, "b.jpg"));
        const auto back = co_await edited.edit_media(photo);
        CHECK(back.media().kind() == media_kind::photo);
        CHECK(back.text().empty());
    });
}

TEST_CASE("a file is sent as what an attachment says") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto film = buffer_of(made::film());
        const auto file = attachment::animation(in_memory(film, "a.mp4"), {.caption = "moves"});
        const auto sent = co_await telegram.send_media("me", file, {.silent = true});
        CHECK(sent.media().kind() == media_kind::animation);
        CHECK(sent.text() == "moves");
        CHECK(sent.silent());

        const auto stored = co_await telegram.upload_media("me", file);
        const auto first = co_await telegram.send_media("me", stored);
        const auto second = co_await telegram.send_media("me", stored);
        CHECK(first.media().document()->id == second.media().document()->id);
    });
}

TEST_CASE("parts that Telegram loses before the message is sent are stored again") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        constexpr std::size_t mib = 1024 * 1024;
        auto losses = 0;
        here.server.on<api::messages::sendMedia>([&](const auto&, std::int64_t account) {
            if (++losses < 4)
                here.server.lose_part(account, losses);
            return testing::pass;
        });
        const byte_buffer bytes(11 * mib, 3); // by big parts
        const auto sent = co_await telegram.send_document("me", in_memory(bytes, "a.bin"));
        CHECK(losses == 4);
        auto loading = telegram.download_bytes(sent);
        CHECK(co_await std::move(loading) == bytes);
    });
}

TEST_CASE("a file that Telegram has lost as a whole is stored anew, but not for ever") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        auto losses = 0;
        auto lost = 2;
        here.server.on<api::messages::sendMedia>([&](const auto&, std::int64_t account) {
            if (losses < lost)
                here.server.lose_part(account, 0);
            ++losses;
            return testing::pass;
        });
        const byte_buffer bytes(300'000, 3);
        const auto sent = co_await telegram.send_document("me", in_memory(bytes, "a.bin"));
        CHECK(losses == 3);
        auto loading = telegram.download_bytes(sent);
        CHECK(co_await std::move(loading) == bytes);
        losses = 0;
        lost = 100;
        CHECK_THROWS_AS(
            co_await telegram.send_document("me", in_memory(bytes, "a.bin")), rpc_error
        );
        CHECK(losses == 3);
    });
}

TEST_CASE("downloads go to a path or into a folder, and never beside it") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const byte_buffer bytes(100, 'x');
        const auto sent =
            co_await telegram.send_document("me", in_memory(bytes, "../../evil name.txt"));
        const auto folder = here.folder.path / "new" / "folder";

        const auto first = co_await sent.download(folder.string() + "/");
        CHECK(first == (folder / "evil name.txt").string());
        CHECK(read(first) == std::string(100, 'x'));
        const auto second = co_await telegram.download(sent, folder); // which exists now
        CHECK(second == (folder / "evil name (1).txt").string());
        const auto exact = co_await sent.download(folder / "exact.bin");
        CHECK(exact == (folder / "exact.bin").string());
        CHECK(std::filesystem::file_size(exact) == 100);
        auto count = 0;
        for (const auto& each : std::filesystem::directory_iterator{folder})
            count += each.is_regular_file() ? 1 : 0;
        CHECK(count == 3); // no ".part"

        // A name may be as long as file systems take, with an ending until it is complete.
        const auto longest = std::string(251, 'x') + ".bin";
        const auto named = co_await telegram.send_document("me", in_memory(bytes, longest));
        for (const auto resume : {true, false}) {
            files::download_options how;
            how.resume = resume;
            const auto there = co_await named.download(folder, how);
            CHECK(read(there) == std::string(100, 'x'));
            CHECK(there.ends_with(".bin"));
        }

        const auto text = co_await telegram.send_text("me", "no file");
        CHECK_THROWS_AS(co_await text.download(), std::logic_error);
    });
}

TEST_CASE("downloads of the same name at the same time do not write into each other") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const byte_buffer first(700'000, 'a');
        const byte_buffer second(700'000, 'b');
        const auto one = co_await telegram.send_document("me", in_memory(first, "same.bin"));
        const auto other = co_await telegram.send_document("me", in_memory(second, "same.bin"));
        std::vector<std::string> paths;
        unique_function<awaitable<void>(task_group&)> both = [&](task_group& tasks
                                                             ) -> awaitable<void> {
            unique_function<awaitable<void>()> beside = [&]() -> awaitable<void> {
                paths.push_back(co_await one.download(here.folder.path));
            };
            tasks.spawn(beside());
            paths.push_back(co_await other.download(here.folder.path));
            while (paths.size() < 2)
                co_await telegram.get_me();
        };
        co_await with_tasks(std::move(both));
        REQUIRE(paths.size() == 2);
        CHECK(paths[0] != paths[1]);
        for (const auto& path : paths) {
            const auto bytes = read(path);
            CHECK(bytes == std::string(700'000, bytes.front()));
        }
        CHECK(read(paths[0]) != read(paths[1]));
    });
}

TEST_CASE("downloads to one path at the same time do not write into each other either") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        write(here.folder.path / "a.bin.part", "of another program");
        const byte_buffer first(700'000, 'a');
        const byte_buffer second(700'000, 'b');
        const auto one = co_await telegram.send_document("me", in_memory(first, "1.bin"));
        const auto other = co_await telegram.send_document("me", in_memory(second, "2.bin"));
        auto done = 0;
        const auto path = here.folder.path / "a.bin";
        unique_function<awaitable<void>(task_group&)> both = [&](task_group& tasks
                                                             ) -> awaitable<void> {
            unique_function<awaitable<void>()> beside = [&]() -> awaitable<void> {
                co_await one.download(path);
                ++done;
            };
            tasks.spawn(beside());
            co_await other.download(path);
            while (done == 0)
                co_await telegram.get_me();
        };
        co_await with_tasks(std::move(both));
        const auto bytes = read(path);
        CHECK(bytes == std::string(700'000, bytes.front()));
        CHECK(read(here.folder.path / "a.bin.part") == "of another program");
        auto count = 0;
        for (const auto& each : std::filesystem::directory_iterator{here.folder.path})
            count += each.is_regular_file() ? 1 : 0;
        CHECK(count == 2);
    });
}

TEST_CASE("a file of a size that none has is refused") {
    api::document file;
    file.size = -1;
    CHECK_THROWS_AS(files::remote_file{file}, std::system_error);
}

TEST_CASE("files of the double size are for Premium, which is found out before the upload") {
    constexpr std::int64_t part = 512 * 1024;
    /// Claims to be large, and ends the upload when its first part is read.
    class large final : public files::file_source {
    public:
        std::int64_t size() const override { return std::int64_t{5000} * part; }
        awaitable<void> read(std::int64_t position, std::span<std::uint8_t> to) override {
            if (static_cast<std::int64_t>(to.size()) == part && position < std::int64_t{100} * part)
                throw std::runtime_error("read");
            std::fill(to.begin(), to.end(), std::uint8_t{1}); // the headers
            co_return;
        }
    };
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        large usual;
        std::error_code code;
        try {
            static_cast<void>(co_await telegram.send_document("me", from_source(usual, "a.bin")));
        } catch (const std::system_error& refused) {
            code = refused.code();
        }
        CHECK(code == files::errc::too_large);
        here.server.give_premium(here.alice);
        large allowed;
        CHECK_THROWS_AS(
            co_await telegram.send_document("me", from_source(allowed, "a.bin")), std::runtime_error
        );
    });
}

TEST_CASE("the file of a message is found again when its reference has expired") { // S-107
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const byte_buffer bytes(2'000'000, 'x');
        const auto sent = co_await telegram.send_document("me", in_memory(bytes, "a.bin"));
        here.server.expire_references();
        auto loading = sent.download_bytes();
        CHECK(co_await std::move(loading) == bytes);

        here.server.expire_references();
        CHECK_THROWS_AS(co_await telegram.download_bytes(sent.media()), rpc_error);
        co_await sent.remove();
        CHECK_THROWS_AS(co_await sent.download_bytes(), std::system_error);
    });
}

TEST_CASE("a picture of a photo or a video comes in the size that is asked for") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto photo = co_await telegram.send_photo("me", in_memory(picture, "a.jpg"));
        const auto small = co_await photo.download_thumbnail();
        REQUIRE(small);
        CHECK_FALSE(small->empty());
        here.server.expire_references();
        const auto again = co_await photo.download_thumbnail();
        CHECK(again == small);
        CHECK(photo.media().size() > 0);
        here.server.expire_references();
        CHECK(co_await telegram.download_thumbnail(photo) == small);

        const byte_buffer bytes(100, 'x');
        const auto file = co_await telegram.send_document("me", in_memory(bytes, "a.txt"));
        const auto none = co_await telegram.download_thumbnail(file);
        CHECK_FALSE(none);
    });
}

TEST_CASE("a file that cannot be read, and one that is empty, are refused by name") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        std::string said;
        try {
            static_cast<void>(co_await telegram.send_document("me", here.folder.file("absent.txt"))
            );
        } catch (const std::system_error& refused) {
            CHECK(refused.code() == std::errc::no_such_file_or_directory);
            said = refused.what();
        }
        CHECK(said.find("absent.txt") != std::string::npos);
        const auto empty = here.file("empty.txt", "");
        CHECK_THROWS_AS(co_await telegram.send_document("me", empty), std::system_error);
        CHECK_THROWS_AS(co_await telegram.send_document("me", here.folder.path), std::system_error);
    });
}

TEST_CASE("a stream of unknown size is sent, and read from any position") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        constexpr std::size_t piece = 300'000;
        std::string all;
        const auto stream = files::stream_of([&]() -> awaitable<byte_buffer> {
            byte_buffer next;
            if (all.size() < 5 * piece)
                next.assign(piece, static_cast<std::uint8_t>('a' + all.size() / piece));
            all.append(next.begin(), next.end());
            co_return next;
        });
        const auto sent = co_await telegram.send_audio(
            "me", from_stream(*stream, "a.mp3"), {.caption = "live", .details = {.title = "Song"}}
        );
        CHECK(sent.text() == "live");
        CHECK(sent.media().kind() == media_kind::audio);
        CHECK(sent.media().mime_type() == "audio/mpeg");
        CHECK(sent.media().size() == static_cast<std::int64_t>(5 * piece));

        here.server.expire_references();
        auto reader = telegram.open_file(sent);
        const auto middle = co_await reader.read(2 * piece - 2, 4);
        CHECK(middle == buffer_of("bbcc"));
        const auto end = co_await reader.read(5 * piece - 1, 100);
        CHECK(end == buffer_of("e"));
        std::string read;
        while (const auto next = co_await reader.next())
            read.append(next->begin(), next->end());
        CHECK(read == all);
        const auto text = co_await telegram.send_text("me", "no file");
        CHECK_THROWS_AS(static_cast<void>(telegram.open_file(text)), std::logic_error);
    });
}

TEST_CASE("a source is read once more for its headers, and sent") {
    class counting final : public files::file_source {
    public:
        explicit counting(std::string_view bytes) : bytes_(bytes) {}
        std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }
        awaitable<void> read(std::int64_t position, std::span<std::uint8_t> to) override {
            bytes_read += to.size();
            std::copy_n(bytes_.begin() + position, to.size(), to.begin());
            co_return;
        }
        std::size_t bytes_read = 0;

    private:
        std::string_view bytes_;
    };
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto film = made::film();
        counting source{film};
        const auto sent = co_await telegram.send_video("me", from_source(source, "a.mp4"));
        CHECK(sent.media().duration() == 5.0);
        CHECK(source.bytes_read == 2 * film.size());
    });
}

TEST_CASE("photos of profiles and groups are shown, downloaded and removed") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto none = co_await telegram.download_profile_photo("me", here.folder.path);
        CHECK_FALSE(none);
        const auto picture = here.file("me.jpg", made::jpeg());
        co_await telegram.set_profile_photo(picture);
        const auto mine = co_await telegram.download_profile_photo("me", here.folder.path);
        REQUIRE(mine);
        CHECK(std::filesystem::file_size(*mine) != 0);
        co_await telegram.delete_profile_photo();
        co_await telegram.delete_profile_photo(); // of none
        const auto gone = co_await telegram.download_profile_photo("me", here.folder.path);
        CHECK_FALSE(gone);

        const auto group = co_await telegram.create_supergroup("Photos");
        co_await telegram.set_chat_photo(group.id(), picture);
        const auto shown = co_await telegram.download_profile_photo(
            group.id(), here.folder.path / "group.jpg", media::chat_photo_size::small
        );
        REQUIRE(shown);
        CHECK(std::filesystem::file_size(*shown) != 0);
        co_await telegram.delete_chat_photo(group.id());
        co_await telegram.delete_chat_photo(group.id());
        const auto removed = co_await telegram.download_profile_photo(group.id());
        CHECK_FALSE(removed);
        const auto film = buffer_of(made::film());
        const auto video = co_await telegram.send_video("me", in_memory(film, "a.mp4"));
        CHECK_THROWS_AS(co_await telegram.set_profile_photo(video.media()), std::system_error);
    });
}

TEST_CASE("a story is posted with its text, seen, and deleted") {
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto picture = buffer_of(made::jpeg());
        const auto photo = attachment::photo(in_memory(picture, "a.jpg"), {.caption = "today"});
        const auto posted = co_await telegram.send_story(
            "me", photo, {.who = audience::contacts, .pinned = true, .protect = true}
        );
        CHECK(posted.id() > 0);
        CHECK(posted.caption() == "today");
        CHECK(posted.pinned());
        CHECK(posted.is_protected());
        CHECK(posted.media().kind() == media_kind::photo);
        CHECK(posted.chat_id() == here.alice.id());
        const auto mine = co_await telegram.get_peer_stories("me");
        REQUIRE(mine.size() == 1);
        CHECK(mine.front().id() == posted.id());
        const std::array ids{posted.id(), posted.id() + 1};
        const auto deleted = co_await telegram.delete_stories("me", ids);
        CHECK(deleted == std::vector{posted.id()});
        const auto none = co_await telegram.get_peer_stories("me");
        CHECK(none.empty());
    });
}
