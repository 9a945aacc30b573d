// SPDX-License-Identifier: MIT
// An account that trades files with a client of another library:  PHONE=... CODE=... media_peer
// Writes a small file of each format to files/. When it is told "everything", it sends them, each as another kind. It downloads what it
// gets into received/, with its preview, and prints a line of JSON about it.
#include <awaitgram/awaitgram.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "../media/made_files.hpp"

namespace ag = awaitgram;
namespace made = made_files;
using namespace std::chrono_literals;

namespace {

constexpr const char* folder = "files/";

std::string in_folder(std::string_view name) {
    return std::string{folder}.append(name);
}

void write(const std::string& path, std::string_view bytes) {
    std::ofstream file{path, std::ios::binary};
    file << bytes;
}

/// Bytes that have no pattern: a part in a wrong place is seen.
std::string noise(std::size_t size) {
    std::string bytes;
    bytes.reserve(size);
    std::uint32_t state = 1;
    while (bytes.size() != size) {
        state = state * 1664525 + 1013904223;
        bytes += static_cast<char>(state >> 24);
    }
    return bytes;
}

void write_files() {
    std::filesystem::create_directory(folder);
    write(in_folder("photo.jpg"), made::jpeg());
    write(in_folder("preview.jpg"), made::jpeg("\xFF\xE1" + made::be16(5) + "own"));
    write(in_folder("film.mp4"), made::film());
    write(in_folder("moving.gif"), made::gif(2));
    write(in_folder("song.mp3"), made::mp3());
    write(in_folder("speech.ogg"), made::opus());
    write(in_folder("sticker.webp"), made::moving_webp());
    write(in_folder("odd name (1).csv"), "day,visitors\nMonday,7\n");
    write(in_folder("parts.bin"), noise(3 * 512 * 1024)); // whole parts
    write(in_folder("large.bin"), noise(11 * 1024 * 1024 + 123));
}

ag::awaitable<void> send_everything(ag::message message, ag::client& telegram) {
    const auto to = message.chat_id();
    const auto caption =
        ag::text("a ").bold("bold").append(" one with a ").link("link", "https://example.org/");
    const auto path = [](std::string_view name) { return in_folder(name); };
    const auto film = path("film.mp4");
    const auto photo = path("photo.jpg");
    const auto preview = path("preview.jpg");
    co_await telegram.send_photo(to, photo, {.caption = caption, .spoiler = true});
    co_await telegram.send_photo(to, photo, {.caption = "for a moment", .self_destruct = 10s});

    ag::media_options video;
    video.caption = "a video";
    video.spoiler = true;
    video.details.thumbnail = preview;
    co_await telegram.send_video(to, film, video);
    co_await telegram.send_animation(to, film, {.caption = "an animation"});
    const auto gif = path("moving.gif");
    co_await telegram.send_animation(to, gif, {.caption = "a GIF"});

    const auto song = path("song.mp3");
    co_await telegram.send_audio(to, song, {.caption = "a song"});
    const std::array<std::uint8_t, 8> loudness{0, 31, 7, 1, 16, 2, 30, 9}; // whole bytes
    ag::media_options voice;
    voice.caption = "a voice";
    voice.details.waveform = loudness;
    const auto speech = path("speech.ogg");
    co_await telegram.send_voice(to, speech, voice);
    co_await telegram.send_video_note(to, film);

    ag::media_options sticker;
    sticker.details.emoji = "\xF0\x9F\x98\x80";
    const auto picture = path("sticker.webp");
    co_await telegram.send_sticker(to, picture, sticker);
    for (const auto* name : {"odd name (1).csv", "parts.bin", "large.bin", "film.mp4"}) {
        const auto file = path(name);
        co_await telegram.send_document(to, file, {.caption = name});
    }
    const std::array album{
        ag::attachment::photo(photo, {.caption = "first of the album"}),
        ag::attachment::video(film, {.caption = caption}),
    };
    co_await telegram.send_media_group(to, album);
}

/// A text as JSON has it, for texts without control characters.
std::string json_text(std::string_view text) {
    std::string all{'"'};
    for (const auto each : text) {
        if (each == '"' || each == '\\')
            all += '\\';
        all += each;
    }
    return all += '"';
}

/// The id of a file in the Bot API, which is the same for every account.
std::string unique_id_of(const ag::media_view& media) {
    ag::media::file_id id;
    if (const auto* file = media.document())
        id = ag::media::file_id_of(*file);
    else
        for (const auto& each : media.photo()->sizes) // the last is the largest
            if (const auto* size = each.get_if<ag::api::photoSize>())
                id = ag::media::file_id_of(*media.photo(), size->type.view().front());
    return ag::media::write_unique_file_id(ag::media::unique_id_of(id).value()).value();
}

ag::awaitable<void> keep(ag::message message, ag::client& telegram) {
    const auto media = message.media();
    const auto* file = media.document();
    const auto place = "received/" + std::to_string(message.id());
    const auto path = co_await message.download(place + "/");
    std::string preview;
    auto loading = telegram.download_thumbnail(message);
    if (const auto bytes = co_await std::move(loading); bytes && file != nullptr) {
        preview = place + "/preview";
        write(preview, {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    }
    std::int32_t width = 0;
    std::int32_t height = 0;
    const auto dc = file != nullptr ? file->dc_id : media.photo()->dc_id;
    if (file != nullptr)
        for (const auto& each : file->attributes)
            if (const auto* video = each.get_if<ag::api::documentAttributeVideo>()) {
                width = video->w;
                height = video->h;
            }
    std::string line = "{\"kind\":" + json_text(to_string(media.kind()));
    line += ",\"path\":" + json_text(path) + ",\"preview\":" + json_text(preview);
    line +=
        ",\"name\":" + json_text(media.file_name()) + ",\"mime\":" + json_text(media.mime_type());
    line += ",\"unique\":" + json_text(unique_id_of(media));
    line += ",\"dc\":" + std::to_string(dc);
    line += ",\"size\":" + std::to_string(media.size());
    line += ",\"duration\":" + std::to_string(media.duration());
    line += ",\"width\":" + std::to_string(width) + ",\"height\":" + std::to_string(height);
    line += ",\"emoji\":" + json_text(media.emoji());
    line += ",\"caption\":" + json_text(message.formatted().html());
    line += std::string{",\"spoiler\":"} + (media.spoiler() ? "true" : "false");
    line += ",\"vanishes\":" + std::to_string(media.self_destructs_after());
    line += ",\"album\":\"" + std::to_string(message.album_id()) + "\"}";
    std::puts(line.c_str());
    std::fflush(stdout);
}

ag::awaitable<std::string> value_of(const char* variable) {
    co_return ag::environment(variable);
}

} // namespace

int main() {
    write_files();
    ag::sign_in_prompts prompts;
    prompts.phone = [] { return value_of("PHONE"); };
    prompts.code = [](const std::string&) { return value_of("CODE"); };
    ag::userbot me{ag::memory_session{}, ag::app_from_environment(), prompts};
    using ag::filters::incoming;
    me.on_message(incoming && ag::filters::media, keep);
    me.on_message(incoming && ag::filters::text, send_everything);
    me.on_start([](ag::client&) -> ag::awaitable<void> {
        std::puts("{}");
        std::fflush(stdout);
        co_return;
    });
    return me.run();
}
