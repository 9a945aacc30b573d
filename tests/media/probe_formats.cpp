// SPDX-License-Identifier: MIT
#include <awaitgram/media/probe.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "made_files.hpp"
#include "probe.hpp"

namespace ag = awaitgram;
using namespace ag::media;
using namespace std::chrono_literals;
using namespace made_files;
using tests::probe_sized;
using tests::probed;
using tests::reads;

namespace {

std::string moov(std::string_view body) {
    return ftyp() + box("moov", body);
}

std::string webm(std::string_view segment) {
    return ebml_header("webm") + element(0x18538067, segment);
}

std::string info(double duration, std::uint32_t scale = 1'000'000) {
    return element(0x1549A966, element(0x2AD7B1, be32(scale)) + element(0x4489, real(duration)));
}

/// A frame with a table for players behind 32 bytes.
std::string with_table(std::string_view table) {
    std::string bytes = mp3_frame(zeros(32) + std::string(table));
    for (auto i = 0; i != 3; ++i)
        bytes += mp3_frame();
    return bytes;
}

} // namespace

TEST_CASE("MP4: a film that begins with its headers can be shown before all of it is there") {
    const auto headers = box("moov", mvhd(1000, 1500) + picture_track());
    const auto media = box("mdat", zeros(30));
    CHECK(probed(ftyp() + headers + media).streamable == true);
    CHECK(probed(ftyp() + media + headers).streamable == false);
    CHECK(probed(ftyp() + media + headers).duration == 1500ms);
}

TEST_CASE("MP4: headers at the end of a large film are found without reading what is before") {
    const std::uint64_t size = 3'000'000'000;
    const auto begin = ftyp() + be32(1) + "mdat" + be(size, 8);
    const auto end = box("moov", mvhd(1000, 1500) + picture_track());
    std::uint64_t bytes = 0;
    const auto read = [&](std::uint64_t at, std::span<std::byte> to) -> std::size_t {
        const auto last = ftyp().size() + size;
        std::size_t count = 0;
        for (; count != to.size() && at + count < last + end.size(); ++count) {
            const auto place = at + count;
            to[count] = static_cast<std::byte>(
                place < begin.size() ? begin[place]
                : place < last       ? '\0'
                                     : end[static_cast<std::size_t>(place - last)]
            );
        }
        bytes += count;
        return count;
    };
    const auto facts = probe(read, ftyp().size() + size + end.size());
    CHECK(facts.duration == 1500ms);
    CHECK(facts.width == 320);
    CHECK(bytes < 4096);
}

TEST_CASE("MP4: a film that was taken upright is upright") {
    track one;
    one.width = 320;
    one.height = 240;
    one.matrix = quarter;
    const auto facts = probed(moov(mvhd(1, 1) + trak(one)));
    CHECK(facts.width == 240);
    CHECK(facts.height == 320);
}

TEST_CASE("MP4: tracks say whether there is sound and a picture") {
    CHECK(probed(moov(mvhd(1, 1) + picture_track())).has_audio == false);
    CHECK(probed(moov(mvhd(1, 1) + picture_track())).has_video == true);
    CHECK(probed(moov(mvhd(1, 1) + sound_track())).has_audio == true);
    CHECK(probed(moov(mvhd(1, 1) + sound_track())).has_video == false);
    track other;
    other.handler = "text";
    CHECK(probed(moov(mvhd(1, 1) + trak(other))).has_video == false);
    CHECK_FALSE(probed(moov(mvhd(1, 1))).has_audio);
    // The first picture counts; a second one may be its cover.
    track cover;
    cover.width = 10;
    cover.height = 10;
    CHECK(probed(moov(picture_track() + trak(cover))).width == 320);
}

TEST_CASE("MP4: numbers of 64 bits are read, and unknown ones are not") {
    CHECK(probed(moov(wide_mvhd(1000, 5'000'000'000))).duration == 5'000'000'000ms);
    CHECK_FALSE(probed(moov(wide_mvhd(1000, std::numeric_limits<std::uint64_t>::max()))).duration);
    CHECK_FALSE(probed(moov(wide_mvhd(1, std::numeric_limits<std::uint64_t>::max() - 1))).duration);
    CHECK_FALSE(probed(moov(mvhd(1000, 0xFFFFFFFF))).duration);
    CHECK_FALSE(probed(moov(mvhd(0, 5))).duration);
    // Then the longest track tells it.
    CHECK(
        probed(moov(mvhd(1000, 0xFFFFFFFF) + picture_track() + sound_track())).duration == 5100ms
    );
    CHECK(probed(moov(mvhd(1000, 0) + picture_track())).duration == 5s);
}

TEST_CASE("MP4: the duration of a film in pieces is that of all of them") {
    track one;
    one.width = 320;
    one.height = 240;
    one.id = 3;
    one.scale = 100;
    const auto trex = box("trex", zeros(4) + be32(3) + zeros(4) + be32(20) + zeros(8));
    const auto headers = [&](std::string_view more = {}) {
        return moov(mvhd(1000, 0) + trak(one) + box("mvex", trex + std::string(more)));
    };
    const auto piece = [](std::string_view tfhd, std::uint32_t begin, std::string_view trun) {
        const auto tfdt = box("tfdt", zeros(4) + be32(begin));
        return box("moof", box("traf", box("tfhd", tfhd) + tfdt + box("trun", trun))) +
               box("mdat", zeros(9));
    };
    // Five samples of 0.2 s, as the track says; of 0.5 s, as the piece says; of their own.
    const auto by_track = piece(be32(0) + be32(3), 100, be32(0) + be32(5));
    const auto by_piece = piece(be32(9) + be32(3) + zeros(8) + be32(50), 200, be32(0) + be32(5));
    const auto own = piece(
        be32(0) + be32(3),
        450,
        be32(0x305) + be32(2) + zeros(8) + be32(10) + zeros(4) + be32(15) + zeros(4)
    );
    CHECK(probed(headers() + by_track).duration == 2s);
    CHECK(probed(headers() + by_track + by_piece).duration == 4500ms);
    CHECK(probed(headers() + by_track + by_piece + own).duration == 4750ms);
    // Of a track that is not there.
    CHECK_FALSE(probed(headers() + piece(be32(0) + be32(4), 100, be32(0) + be32(5))).duration);
    // What the headers say counts more, and an index does, too.
    CHECK(probed(headers(box("mehd", zeros(4) + be32(7000))) + by_track).duration == 7s);
    const auto sidx =
        box("sidx",
            zeros(4) + be32(1) + be32(100) + zeros(8) + zeros(2) + be16(2) + zeros(4) + be32(150) +
                zeros(4) + zeros(4) + be32(250) + zeros(4));
    CHECK(probed(headers() + sidx + by_track).duration == 4s);
}

TEST_CASE("MP4: titles are read as QuickTime wrote them, too") {
    const auto text = [](std::string_view name, std::string_view content) {
        return box(name, be16(content.size()) + zeros(2) + std::string(content));
    };
    const auto facts = probed(
        ftyp("qt  ") + box("moov",
                           mvhd(1, 1) + box("udta",
                                            text("\xA9nam", "Caf\xE9") + text(
                                                                             "\xA9"
                                                                             "ART",
                                                                             "P"
                                                                         )))
    );
    CHECK(facts.format == file_format::quicktime);
    CHECK(facts.title == "Café");
    CHECK(facts.performer == "P");
}

TEST_CASE("MP4: a box that is larger than the file ends with it, and one that is too small ends all"
) {
    const auto headers = mvhd(1000, 1500) + picture_track();
    CHECK(probed(ftyp() + be32(0xFFFFFFF0) + "moov" + headers).duration == 1500ms);
    CHECK(probed(ftyp() + be32(0) + "moov" + headers).duration == 1500ms);
    CHECK(probed(ftyp() + be32(1) + "moov" + be(~0ULL, 8) + headers).duration == 1500ms);
    CHECK_FALSE(probed(ftyp() + be32(7) + "moov" + headers).duration);
    CHECK_FALSE(probed(ftyp() + be32(1) + "moov" + be(15, 8) + headers).duration);
}

TEST_CASE("HEIF: the primary picture counts, with what it refers to") {
    const auto ispe = [](std::uint32_t w, std::uint32_t h) {
        return box("ispe", zeros(4) + be32(w) + be32(h));
    };
    const auto clap = [](std::uint32_t w, std::uint32_t h) {
        return box("clap", be32(w) + be32(2) + be32(h) + be32(1) + zeros(16));
    };
    const auto meta = [](std::string_view pitm, std::string_view properties, std::string_view ipma
                      ) {
        const auto iprp = box("iprp", box("ipco", properties) + box("ipma", ipma));
        return ftyp("heic") +
               box("meta", zeros(4) + box("hdlr", zeros(25)) + box("pitm", pitm) + iprp);
    };
    // Two pictures: tiles, which are larger, and the whole.
    const auto two = [&](std::string_view more, std::string_view third) {
        const auto count = static_cast<char>(third.empty() ? 1 : 2);
        return probed(meta(
            zeros(4) + be16(7),
            ispe(512, 512) + ispe(320, 240) + std::string(more),
            zeros(4) + be32(2) + be16(3) + "\1\1" + be16(7) + count + "\x82" + std::string(third)
        ));
    };
    CHECK(two({}, {}).width == 320);
    CHECK(two({}, {}).height == 240);
    CHECK(two(box("irot", "\1"), "\x83").width == 240);
    CHECK(two(box("irot", "\1"), "\x83").height == 320);
    CHECK(two(box("irot", "\2"), "\x83").width == 320);
    // What the picture does not refer to does not count.
    CHECK(two(box("irot", "\1"), {}).width == 320);
    CHECK(two(box("irot", "\1"), "\x84").width == 320);
    CHECK(two({}, std::string_view("\0", 1)).width == 320);
    // A part of it is shown; it cannot be more than there is.
    CHECK(two(clap(600, 200), "\3").width == 300);
    CHECK(two(clap(600, 200), "\3").height == 200);
    CHECK(two(clap(800, 241), "\3").width == 320);
    CHECK(two(clap(800, 241), "\3").height == 240);
    CHECK_FALSE(two(clap(0, 200), "\3").width);
    // Larger numbers of pictures and properties.
    const auto wide = "\1" + zeros(3) + be32(0x10007);
    const auto references = "\1" + zeros(2) + "\1" + be32(1) + be32(0x10007) + "\1" + be16(0x8001);
    CHECK(probed(meta(wide, ispe(320, 240), references)).width == 320);
    CHECK_FALSE(probed(meta(zeros(4) + be16(8), ispe(320, 240), references)).width);
}

TEST_CASE("Matroska: the duration is in units of the file") {
    CHECK(probed(webm(info(1234.4))).duration == 1234ms);
    CHECK(probed(webm(info(50, 100'000'000))).duration == 5s);
    const auto brief = element(0x1549A966, element(0x4489, be32(0x44FA0000))); // 2000 as a float
    CHECK(probed(webm(brief)).duration == 2s);
    for (const auto none :
         {0.0,
          -5.0,
          1e300,
          std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::quiet_NaN()})
        CHECK_FALSE(probed(webm(info(none))).duration);
}

TEST_CASE("Matroska: tracks say whether there is sound and a picture") {
    const auto only = [](std::string_view track) {
        return probed(webm(element(0x1654AE6B, track)));
    };
    CHECK(only(video_track(320, 240)).has_audio == false);
    CHECK(only(video_track(320, 240)).has_video == true);
    CHECK(only(element(0xAE, element(0x83, "\2"))).has_video == false);
    CHECK(only(element(0xAE, element(0x83, "\2"))).has_audio == true);
    CHECK_FALSE(probed(webm({})).has_audio);
    const auto turned = element(
        0xAE,
        element(0x83, "\1") + element(
                                  0xE0,
                                  element(0xB0, be16(320)) + element(0xBA, be16(240)) +
                                      element(0x7670, element(0x7675, real(-90)))
                              )
    );
    CHECK(only(turned).width == 240);
    CHECK(only(turned).height == 320);
}

TEST_CASE("Matroska: what is behind the media is found by the head of the file") {
    const auto tags =
        element(0x1254C367, element(0x7373, tag("title", "Late") + tag("ARTIST", "P")));
    const auto head = [](std::uint64_t place) {
        return element(
            0x114D9B74,
            element(0x4DBB, element(0x53AB, be32(0x1254C367)) + element(0x53AC, be(place, 8)))
        );
    };
    const auto cluster = element(0x1F43B675, zeros(2000));
    const auto before = head(0).size() + info(5).size() + tracks().size() + cluster.size();
    CHECK(probed(webm(head(before) + info(5) + tracks() + cluster + tags)).title == "Late");
    // Without it, they are found if the sizes of the media are known.
    CHECK(probed(webm(info(5) + tracks() + cluster + tags)).performer == "P");
    CHECK(probed(webm(head(1ULL << 60) + info(5) + tracks() + cluster + tags)).title.empty());
}

TEST_CASE("Matroska: a recording without a duration lasts to its last block") {
    const auto block = [](std::uint16_t time) { return "\x81" + be16(time) + "\0data"; };
    const auto cluster = [](std::string_view body) {
        return std::string("\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12) +
               std::string(body);
    };
    const auto segment = std::string("\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    const auto bytes = ebml_header("webm") + segment +
                       element(0x1549A966, element(0x2AD7B1, be32(1'000'000))) + tracks() +
                       cluster(element(0xE7, be16(0)) + element(0xA3, block(10))) +
                       cluster(
                           element(0xE7, be16(3000)) + element(0xA3, block(500)) +
                           element(0xA3, block(1500)) + element(0xA0, element(0xA1, block(1600)))
                       );
    CHECK(probed(bytes).duration == 4600ms);
    CHECK(probed(bytes).width == 320);
}

TEST_CASE("Ogg: the duration is that of the sound, whatever else there is") {
    const auto theora = "\x80theora" + zeros(7) + be(320, 3) + be(240, 3) + zeros(20);
    const auto bytes = page(2, 0, 1, theora) + page(2, 0, 2, opus_head(0)) +
                       page(0, 0, 1, "\x81theora") +
                       page(0, 0, 2, "OpusTags" + comments("T", "P")) +
                       page(4, 48000 * 2, 2, "sound") + page(4, 77, 1, "picture");
    const auto facts = probed(bytes);
    CHECK(facts.duration == 2s);
    CHECK(facts.width == 320);
    CHECK(facts.height == 240);
    CHECK(facts.has_audio == true);
    CHECK(facts.has_video == true);
    CHECK(facts.title == "T");
}

TEST_CASE("Ogg: the last page that says a place counts, and what only looks like a page does not") {
    const auto begin = page(2, 0, 7, opus_head(480)) + page(0, 0, 7, "OpusTags" + comments("", ""));
    const auto last = page(0, 48480, 7, "OggS, but no page");
    CHECK(probed(begin + last).duration == 1s);
    CHECK(probed(begin + last + page(4, ~0ULL, 7, "none")).duration == 1s);
    CHECK(probed(begin + last + page(0, 96480, 8, "of another")).duration == 1s);
    // Nothing but what is skipped.
    CHECK_FALSE(probed(begin + page(4, 480, 7, "")).duration);
    // The place is far from the end, behind pages of another stream, and across the borders of what is read.
    for (std::size_t size = 3990; size != 4100; ++size)
        CHECK(probed(begin + last + zeros(size)).duration == 1s);
}

TEST_CASE("Ogg: comments with a picture take several pages") {
    const auto picture = "METADATA_BLOCK_PICTURE=" + std::string(3000, 'x');
    const auto all =
        "OpusTags" + le32(0) + le32(2) + le32(picture.size()) + picture + le32(7) + "TITLE=T";
    const auto cut = all.substr(0, 510);
    // A packet that goes on has only full parts.
    auto first = page(0, 0, 7, cut);
    first.erase(first.size() - cut.size() - 1, 1);
    first[26] = 2;
    const auto bytes = page(2, 0, 7, opus_head(0)) + first + page(1, 0, 7, all.substr(510)) +
                       page(4, 48000, 7, "s");
    CHECK(probed(bytes).title == "T");
    CHECK(probed(bytes).duration == 1s);
}

TEST_CASE("Ogg: FLAC and Speex have their own rates") {
    const auto flac_head = "\x7F"
                           "FLAC\1" +
                           zeros(3) + "fLaC" + zeros(4) + zeros(10) + be(22050ULL << 44, 8) +
                           zeros(16);
    const auto flac = page(2, 0, 7, flac_head) +
                      page(0, 0, 7, be32(0x04000000) + comments("T", "P")) +
                      page(4, 22050 * 3, 7, "s");
    CHECK(probed(flac).duration == 3s);
    CHECK(probed(flac).title == "T");
    const auto speex = page(2, 0, 7, "Speex   " + zeros(28) + le32(8000) + zeros(40)) +
                       page(0, 0, 7, comments("T", "P")) + page(4, 8000 * 4, 7, "s");
    CHECK(probed(speex).duration == 4s);
    CHECK(probed(speex).performer == "P");
}

TEST_CASE("MP3: a table for players tells the number of frames") {
    CHECK(probed(with_table("Xing" + be32(1) + be32(1000))).duration == 36s);
    CHECK(probed(with_table("Info" + be32(15) + be32(1000))).duration == 36s);
    CHECK(probed(with_table("VBRI" + zeros(10) + be32(1000))).duration == 36s);
    // Without that number, the size tells it.
    CHECK(probed(with_table("Xing" + be32(2) + be32(1000))).duration == 144ms);
    CHECK(probed(with_table("Xing" + be32(1) + be32(0))).duration == 144ms);
}

TEST_CASE("MP3: without a table, the sizes of the first frames and of the file tell the duration") {
    std::string bytes;
    for (auto i = 0; i != 100; ++i)
        bytes += mp3_frame();
    CHECK(probed(bytes).duration == 3600ms);
    // Behind padding, and before a tag that is no sound.
    const auto old = "TAG" + (std::string("Old title") + zeros(30)).substr(0, 30) +
                     ("Caf\xE9" + zeros(30)).substr(0, 30) + zeros(65);
    const auto facts = probed(id3(zeros(100)) + zeros(50) + bytes + old);
    CHECK(facts.duration == 3600ms);
    CHECK(facts.title == "Old title");
    CHECK(facts.performer == "Café");
    // A frame at the end of which there is none is no frame.
    CHECK_FALSE(probed(mp3_frame() + "\xFF\xF3" + zeros(300)).has_audio);
}

TEST_CASE("MP3: texts of tags are read in each of their encodings and versions") {
    const auto title = [](std::string_view tag) {
        return probed(std::string(tag) + mp3_frame() + mp3_frame()).title;
    };
    const auto v3 = [](std::string_view text) { return id3(id3_frame("TIT2", text)); };
    CHECK(title(v3("\0Caf\xE9"sv)) == "Café");
    CHECK(title(v3("\0Caf\xC3\xA9"sv)) == "Café");
    CHECK(title(v3("\1\xFF\xFE\x3D\xD8\x00\xDE"sv)) == "😀");
    CHECK(title(v3("\1\xFE\xFF\xD8\x3D\xDE\x00"sv)) == "😀");
    CHECK(title(v3("\2\0A\0B\0\0\0C"sv)) == "AB");
    CHECK(title(v3("\1\xFF\xFE\x3D\xD8"sv)) == "\xEF\xBF\xBD");
    CHECK(title(v3("\3 a\nb\0c"sv)) == "a b");
    CHECK(title(v3("\4abc"sv)).empty());
    CHECK(title(id3("TT2" + be(4, 3) + std::string("\0abc", 4), 2)) == "abc");

    const auto v4 = [](std::string_view size, std::string_view flags, std::string_view body) {
        return id3("TIT2" + std::string(size) + std::string(flags) + std::string(body), 4);
    };
    CHECK(title(v4("\0\0\0\4"sv, "\0\0"sv, "\3abc")) == "abc");
    // A length before the text, and bytes that are no sound.
    CHECK(title(v4("\0\0\0\x08"sv, "\0\1"sv, std::string("\0\0\0\4\3abc", 8))) == "abc");
    CHECK(
        title(
            v4("\0\0\0\6"sv,
               "\0\2"sv,
               std::string(
                   "\1\xFF\0\xFE"
                   "a\0",
                   6
               ))
        ) == "a"
    );
    CHECK(title(v4("\0\0\0\4"sv, "\0\x08"sv, "\3abc")).empty());
    // A long text before it, whose size needs two bytes of seven bits.
    const auto long_one = "TXXX" + std::string("\0\0\1\x48\0\0", 6) + std::string(200, 'x');
    CHECK(title(id3(long_one + "TIT2" + std::string("\0\0\0\4\0\0\3abc", 10), 4)) == "abc");
    // An extended header comes before the frames.
    CHECK(title(id3(be32(6) + zeros(6) + id3_frame("TIT2", "\3abc"), 3, 0x40)) == "abc");
    // A whole tag without what players could take for sound.
    const auto whole = "TIT2" + be32(7) + zeros(2) +
                       std::string(
                           "\1\xFF\0\xFE"
                           "a\0b\0",
                           8
                       ) +
                       id3_frame("TPE1", "\3P");
    const auto facts = probed(id3(whole, 3, '\x80') + mp3_frame() + mp3_frame());
    CHECK(facts.title == "ab");
    CHECK(facts.performer == "P");
}

TEST_CASE("a long title is cut at the end of a letter") {
    std::string title = "a";
    for (auto i = 0; i != 2000; ++i)
        title += "ü";
    const auto facts = probed(moov(mvhd(1, 1) + ilst(title, "")));
    CHECK(facts.title == title.substr(0, 511));
}

TEST_CASE("FLAC: the number of samples may be unknown, and a tag may be before it") {
    CHECK(probed(id3(id3_frame("TIT2", "\3First")) + flac()).title == "First");
    CHECK(probed(id3({}) + flac()).duration == 5s);
    const auto unknown = "fLaC" + be32(0x80000022) + zeros(10) + be(44100ULL << 44, 8) + zeros(16);
    CHECK(probed(unknown).has_audio == true);
    CHECK_FALSE(probed(unknown).duration);
    // Nothing is read behind the last block.
    CHECK(probed(unknown + be32(0x04000000 | comments("T", "").size()) + comments("T", ""))
              .title.empty());
}

TEST_CASE("WAV: sizes may be unknown or of 64 bits") {
    const auto format = chunk("fmt ", le16(1) + le16(1) + le32(8) + le32(16) + zeros(4));
    const auto riff = [&](std::string_view data) {
        return probed("RIFF" + le32(0) + "WAVE" + format + std::string(data)).duration;
    };
    CHECK(riff("data" + le32(32) + zeros(32)) == 2s);
    CHECK(riff("data" + le32(0) + zeros(32)) == 2s);
    CHECK(riff("data" + le32(0xFFFFFFFF) + zeros(48)) == 3s);
    CHECK(riff("data" + le32(1000) + zeros(48)) == 3s);
    CHECK_FALSE(riff("data" + le32(0)));
    const auto ds64 = chunk("ds64", zeros(8) + le(64, 8) + zeros(12));
    CHECK(
        probed(
            "RF64" + le32(0xFFFFFFFF) + "WAVE" + ds64 + format + "data" + le32(0xFFFFFFFF) +
            zeros(80)
        )
            .duration == 4s
    );
    CHECK_FALSE(probed("RIFF" + le32(0) + "WAVE" + chunk("data", zeros(32))).duration);
}

TEST_CASE("JPEG: a photo that lies on its side is shown upright, in both orders of bytes") {
    for (std::uint16_t orientation = 0; orientation != 10; ++orientation) {
        const auto facts = probed(jpeg(segment('\xE1', exif(orientation))));
        const auto turned = orientation >= 5 && orientation <= 8;
        CHECK(facts.width == (turned ? 240 : 320));
        CHECK(facts.height == (turned ? 320 : 240));
    }
    const auto little = std::string("Exif\0\0II*\0", 10) + le32(8) + le16(1) + le16(0x0112) +
                        le16(3) + le32(1) + le16(8) + zeros(2);
    CHECK(probed(jpeg(segment('\xE1', little))).width == 240);
    CHECK(probed(jpeg(segment('\xE1', "http://ns.adobe.com/xap/1.0/"))).width == 320);
    CHECK(probed(jpeg()).has_video == false);
    // A directory that points out of the segment.
    auto far = exif(6);
    far.replace(10, 4, be32(0xFFFFFFF0));
    CHECK(probed(jpeg(segment('\xE1', far))).width == 320);
}

TEST_CASE("JPEG: filling and marks without a body are skipped") {
    CHECK(probed(jpeg("\xFF\xFF\xFF\xD0\xFF\x01")).width == 320);
    CHECK_FALSE(probed(jpeg("\xFF\xD9")).width);
    CHECK_FALSE(probed(jpeg(std::string("\xFF\xE1\0\1", 4))).width);
}

TEST_CASE("PNG: a picture moves if it says that it has several frames") {
    CHECK(probed(png()).has_video == false);
    CHECK_FALSE(probed(png()).duration);
    CHECK(
        probed(png(png_chunk("acTL", be32(1) + be32(0)) + frame_control(1, 1))).has_video == false
    );
    CHECK(probed(apng()).has_video == true);
    CHECK_FALSE(probed(png_chunk("IHDR", be32(0) + be32(240))).width);
}

TEST_CASE("WebP: each of the three forms has its sides") {
    const auto lossy =
        webp(chunk("VP8 ", zeros(3) + "\x9D\x01\x2A" + le16(320 | 1 << 14) + le16(240) + "data"));
    CHECK(probed(lossy).width == 320);
    CHECK(probed(lossy).height == 240);
    CHECK(probed(lossy).has_video == false);
    const auto lossless = webp(chunk("VP8L", "\x2F" + le32(319 | 239 << 14 | 1U << 28) + "data"));
    CHECK(probed(lossless).width == 320);
    CHECK(probed(lossless).height == 240);
    const auto still = webp(chunk("VP8X", zeros(4) + le(319, 3) + le(239, 3)));
    CHECK(probed(still).width == 320);
    CHECK(probed(still).has_video == false);
    CHECK(probed(moving_webp()).has_video == true);
    CHECK_FALSE(probed(webp(chunk("VP8 ", zeros(3) + "\x9D\x01\x2B" + le32(0)))).width);
}

TEST_CASE("GIF: it moves if it has several pictures") {
    CHECK(probed(gif(1)).has_video == false);
    CHECK_FALSE(probed(gif(1)).duration);
    CHECK(probed(gif(3)).has_video == true);
    CHECK(probed(gif(3)).duration == 7500ms);
    // Cut off: nobody knows what would have followed.
    const auto cut = [](std::size_t pictures) {
        return probed(gif(pictures).substr(0, gif(pictures).size() - 3));
    };
    CHECK_FALSE(cut(1).has_video);
    CHECK(cut(3).has_video == true);
    CHECK_FALSE(cut(3).duration);
}

TEST_CASE("BMP: rows may be written from above, and there is an old header") {
    CHECK(probed(bmp(240)).height == 240);
    CHECK(probed(bmp(static_cast<std::uint32_t>(-240))).height == 240);
    CHECK_FALSE(probed(bmp(0x80000000)).height);
    const auto old =
        "BM" + le32(70) + zeros(4) + le32(54) + le32(12) + le16(320) + le16(240) + zeros(20);
    CHECK(probed(old).width == 320);
    CHECK(probed(old).height == 240);
}
