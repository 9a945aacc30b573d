// SPDX-License-Identifier: MIT
#include <awaitgram/media/mime.hpp>
#include <awaitgram/media/sniff.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ag = awaitgram;
using namespace ag::media;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

sniffed_file of(std::string_view bytes, std::string_view name = {}) {
    return sniff(ag::bytes_of(bytes), name);
}

file_format format(std::string_view bytes, std::string_view name = {}) {
    return of(bytes, name).format;
}

std::string_view mime(std::string_view bytes, std::string_view name = {}) {
    return of(bytes, name).mime;
}

std::string ftyp(std::string_view brand, std::string_view compatible = {}) {
    std::string box("\0\0\0", 3);
    box += static_cast<char>(16 + compatible.size());
    box += "ftyp";
    box += brand;
    box += "\0\0\2\0"sv;
    box += compatible;
    return box;
}

/// The first page of Ogg, with a first packet that begins like this.
std::string page(std::string_view packet) {
    std::string bytes = "OggS";
    bytes += "\0\2\0\0\0\0\0\0\0\0\1\2\3\4\0\0\0\0\5\6\7\x08\1"sv;
    bytes += static_cast<char>(packet.size());
    bytes += packet;
    return bytes;
}

std::string bitmap(char header) {
    std::string bytes = "BM\x46\0\0\0\0\0\0\0\x36\0\0\0"s;
    bytes += header;
    bytes += "\0\0\0"sv;
    return bytes;
}

struct example {
    std::string bytes;
    file_format format;
    std::string_view mime;
};

/// The beginning of a file of each format.
std::vector<example> examples() {
    using enum file_format;
    return {
        {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, jpeg, "image/jpeg"},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, png, "image/png"},
        {"GIF89a\1\0\1\0"s, gif, "image/gif"},
        {"GIF87a\1\0\1\0"s, gif, "image/gif"},
        {"RIFF\x24\0\0\0WEBPVP8 "s, webp, "image/webp"},
        {bitmap(40), bmp, "image/bmp"},
        {bitmap(124), bmp, "image/bmp"},
        {"II*\0\x08\0\0\0"s, tiff, "image/tiff"},
        {"MM\0*\0\0\0\x08"s, tiff, "image/tiff"},
        {ftyp("heic", "mif1heic"), heic, "image/heic"},
        {ftyp("mif1", "mif1heic"), heic, "image/heic"},
        {ftyp("mif1", "mif1avif"), avif, "image/avif"},
        {ftyp("mif1", "mif1"), heif, "image/heif"},
        {ftyp("avif"), avif, "image/avif"},
        {ftyp("isom", "isomiso2avc1mp41"), mp4, "video/mp4"},
        {ftyp("mp42"), mp4, "video/mp4"},
        {ftyp("dash"), mp4, "video/mp4"},
        {ftyp("qt  "), quicktime, "video/quicktime"},
        {"\0\0\0\x08wide\0\0\1\0mdat"s, quicktime, "video/quicktime"},
        {"\0\0\1\0moov\0\0\0\x6cmvhd"s, quicktime, "video/quicktime"},
        {ftyp("M4A "), m4a, "audio/mp4"},
        {ftyp("3gp5"), three_gp, "video/3gpp"},
        {"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\1\x42\x82\x84webm"s, webm, "video/webm"},
        {"\x1A\x45\xDF\xA3\xA3\x42\x86\x81\1\x42\x82\x88matroska"s, matroska, "video/x-matroska"},
        {"RIFF\x24\0\0\0AVI LIST"s, avi, "video/x-msvideo"},
        {page("OpusHead\1\2"), ogg_opus, "audio/ogg"},
        {page("\x01vorbis"), ogg_vorbis, "audio/ogg"},
        {page("\x7F"
              "FLAC\1"),
         ogg_flac,
         "audio/ogg"},
        {page("\x80theora"), ogg_video, "video/ogg"},
        {page("Speex   "), ogg, "audio/ogg"},
        {"ID3\4\0\0\0\0\0\0"s, mp3, "audio/mpeg"},
        {"\xFF\xFB\x90\x64\0\0\0\0"s, mp3, "audio/mpeg"},
        {"\xFF\xF3\x40\xC4"s, mp3, "audio/mpeg"},
        {"fLaC\0\0\0\x22"s, flac, "audio/flac"},
        {"RIFF\x24\0\0\0WAVEfmt "s, wav, "audio/wav"},
        {"RF64\xFF\xFF\xFF\xFFWAVEds64"s, wav, "audio/wav"},
        {"\xFF\xF1\x50\x80"s, aac, "audio/aac"},
        {"\xFF\xF9\x4C\x80"s, aac, "audio/aac"},
        {"%PDF-1.7\n"s, pdf, "application/pdf"},
        {"PK\3\4\x14\0"s, zip, "application/zip"},
        {"PK\5\6\0\0"s, zip, "application/zip"},
        {"\x1F\x8B\x08\0\0\0\0\0"s, gzip, "application/gzip"},
        {"7z\xBC\xAF\x27\x1C\0\4"s, seven_zip, "application/x-7z-compressed"},
        {"Rar!\x1A\x07\1\0"s, rar, "application/vnd.rar"},
        {"Hello!\n"s, text, "text/plain"},
    };
}

} // namespace

TEST_CASE("the first bytes of a file tell its format, whatever its name") {
    for (const auto& each : examples()) {
        CAPTURE(each.mime);
        CHECK(format(each.bytes) == each.format);
        CHECK(mime(each.bytes) == each.mime);
        if (each.format != file_format::text) {
            CHECK(format(each.bytes, "a.rtf") == each.format);
            CHECK(mime(each.bytes, "a.rtf") == each.mime);
        }
    }
}

TEST_CASE("a beginning of any length is read, and a wrong byte makes another format of it") {
    for (const auto& each : examples()) {
        if (each.format == file_format::text)
            continue;
        for (std::size_t size = 0; size != each.bytes.size(); ++size)
            CHECK(format(each.bytes.substr(0, size)) < file_format(255));
        auto wrong = each.bytes;
        wrong[0] = static_cast<char>(wrong[0] ^ 0x10);
        if (!wrong.substr(4).starts_with("ftyp") && !wrong.substr(4).starts_with("wide") &&
            !wrong.substr(4).starts_with("moov"))
            CHECK(format(wrong) != each.format);
    }
}

TEST_CASE("two letters or a few bits are no format") {
    CHECK(format("BM, a text") == file_format::text);
    CHECK(format(bitmap(41)) == file_format::unknown);
    CHECK(format("ftyp") == file_format::text);
    // UTF-16 begins with a mark that looks like MPEG audio of layer I.
    CHECK(format("\xFF\xFEH\0e\0l\0l\0o\0"sv) == file_format::unknown);
    CHECK(format("\xFF\xFB\xF0\x64"sv) == file_format::unknown); // no such bit rate
    CHECK(format("\xFF\xFB\x9C\x64"sv) == file_format::unknown); // no such sample rate
    CHECK(format("\xFF\xF1\x7C\x80"sv) == file_format::unknown); // the same of AAC
    CHECK(format("RIFF\x24\0\0\0CDXA"sv) == file_format::unknown);
    CHECK(format("\0\0\0\2wideabc"sv) == file_format::unknown);
}

TEST_CASE("a name tells what the first bytes do not") {
    CHECK(mime("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old.DOC") == "application/msword");
    CHECK(mime("\0\1\2\3"sv, "a.unknown") == "application/octet-stream");
    CHECK(mime("\0\1\2\3"sv) == "application/octet-stream");
    CHECK(mime("", "a.png") == "image/png");
    CHECK(format("", "a.png") == file_format::png);
    CHECK(mime("{}", "a.json") == "application/json");
    CHECK(format("{}", "a.json") == file_format::text);
    // A name does not make a picture of other bytes.
    CHECK(format("\0\1\2\3"sv, "a.png") == file_format::unknown);
    CHECK(format("not a picture", "a.png") == file_format::text);
}

TEST_CASE("a name tells formats apart that are kept in another one") {
    const auto zip = "PK\3\4\x14\0"sv;
    CHECK(
        mime(zip, "a.docx") ==
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    );
    CHECK(mime(zip, "a.apk") == "application/vnd.android.package-archive");
    CHECK(format(zip, "a.apk") == file_format::zip);
    const auto gzip = "\x1F\x8B\x08\0"sv;
    CHECK(mime(gzip, "AnimatedSticker.tgs") == "application/x-tgsticker");
    CHECK(format(gzip, "AnimatedSticker.tgs") == file_format::tgs);
    CHECK(format(gzip, "a.tar.gz") == file_format::gzip);
    CHECK(mime(ftyp("isom"), "a.m4a") == "audio/mp4");
    CHECK(format(ftyp("isom"), "a.m4a") == file_format::m4a);
    CHECK(mime(ftyp("qt  "), "a.m4a") == "video/quicktime");
    CHECK(mime(zip, "a.tgs") == "application/zip");
}

TEST_CASE("pictures that move are told from those that do not") {
    const auto webp = [](char flags) {
        return of("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0"s + flags).animated;
    };
    CHECK(webp(2));
    CHECK(webp(0x12));
    CHECK_FALSE(webp(0x10));
    const std::string header = "\x89PNG\r\n\x1A\n\0\0\0\1IHDRa\1\2\3\4"s;
    CHECK(of(header + "\0\0\0\x08"
                      "acTL"s)
              .animated);
    CHECK_FALSE(of(header + "\0\0\0\0IDAT\1\2\3\4\0\0\0\x08"
                            "acTL"s)
                    .animated);
    CHECK_FALSE(of(header + "\xFF\xFF\xFF\xFFtEXt"s).animated);
}

TEST_CASE("text is UTF-8 without control characters, also where its last letter is cut") {
    CHECK(mime("Привет,\tмир!\r\n") == "text/plain");
    CHECK(mime("Приве\xD1") == "text/plain");
    CHECK(mime("\xEF\xBB\xBFtext") == "text/plain");
    CHECK(format("a\0b"sv) == file_format::unknown);
    CHECK(format("\x7F\x45LF") == file_format::unknown);
    CHECK(format("caf\xE9 au lait") == file_format::unknown);
    CHECK(format("a\x80") == file_format::unknown);
    CHECK(format("\xD0") == file_format::unknown);
    CHECK(format("") == file_format::unknown);
}

TEST_CASE("a file of each format belongs to a family") {
    CHECK(family_of(file_format::webp) == file_family::image);
    CHECK(family_of(file_format::webm) == file_family::video);
    CHECK(family_of(file_format::ogg_opus) == file_family::audio);
    CHECK(family_of(file_format::rar) == file_family::archive);
    CHECK(family_of(file_format::text) == file_family::text);
    CHECK(family_of(file_format::pdf) == file_family::other);
    CHECK(family_of(file_format::unknown) == file_family::other);
}

TEST_CASE("the extension of a name is what is behind its last dot") {
    CHECK(extension_of("a.b.JPG") == "JPG");
    CHECK(extension_of("dir.d/name") == "");
    CHECK(extension_of("dir\\name.txt") == "txt");
    CHECK(extension_of(".bashrc") == "");
    CHECK(extension_of("a.") == "");
    CHECK(extension_of("a. b") == "");
    CHECK(extension_of("a.расширение") == "");
    CHECK(extension_of("a.aaaaaaaaaaaaaaaaa") == "");
    CHECK(extension_of("") == "");
}

TEST_CASE("extensions and MIME types lead to each other") {
    CHECK(mime_of_extension("jpg") == "image/jpeg");
    CHECK(mime_of_extension(".JPeG") == "image/jpeg");
    CHECK(mime_of_extension("opus") == "audio/ogg");
    CHECK(mime_of_extension("nothing") == "");
    CHECK(mime_of_extension("") == "");
    CHECK(extension_of_mime("image/jpeg") == "jpg");
    CHECK(extension_of_mime("audio/ogg") == "ogg");
    CHECK(extension_of_mime("Video/MP4; codecs=\"avc1\"") == "mp4");
    CHECK(extension_of_mime(" text/plain ; charset=utf-8") == "txt");
    CHECK(extension_of_mime("application/x-tgsticker") == "tgs");
    CHECK(extension_of_mime("../../etc/passwd") == "");
    CHECK(extension_of_mime("") == "");

    // Each format that is found has an extension that leads to its MIME type again.
    for (const auto& each : examples()) {
        CAPTURE(each.mime);
        CHECK(mime_of_extension(extension_of_mime(each.mime)) == each.mime);
    }
}
