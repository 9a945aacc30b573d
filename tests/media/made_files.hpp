// SPDX-License-Identifier: MIT
#pragma once

/// Small files of every format, made of their parts.

#include <awaitgram/core/bytes.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace made_files {

using namespace std::string_view_literals;

inline std::string be(std::uint64_t value, std::size_t width) {
    std::string bytes;
    for (auto i = width; i != 0; --i)
        bytes += static_cast<char>(value >> (8 * (i - 1)));
    return bytes;
}
inline std::string be16(std::uint64_t value) {
    return be(value, 2);
}
inline std::string be32(std::uint64_t value) {
    return be(value, 4);
}
inline std::string le(std::uint64_t value, std::size_t width) {
    std::string bytes;
    for (std::size_t i = 0; i != width; ++i)
        bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}
inline std::string le16(std::uint64_t value) {
    return le(value, 2);
}
inline std::string le32(std::uint64_t value) {
    return le(value, 4);
}
inline std::string zeros(std::size_t count) {
    return std::string(count, '\0');
}

// MP4

inline std::string box(std::string_view name, std::string_view body) {
    return be32(body.size() + 8).append(name).append(body);
}

inline std::string ftyp(std::string_view brand = "isom") {
    return box("ftyp", std::string(brand) + be32(512) + std::string(brand));
}

inline std::string mvhd(std::uint32_t scale, std::uint32_t duration) {
    return box("mvhd", zeros(12) + be32(scale) + be32(duration) + zeros(80));
}

/// The numbers of version 1, of 64 bits.
inline std::string wide_mvhd(std::uint32_t scale, std::uint64_t duration) {
    return box("mvhd", "\1" + zeros(19) + be32(scale) + be(duration, 8) + zeros(80));
}

inline constexpr std::string_view upright{"\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0", 24};
inline constexpr std::string_view quarter{
    "\0\0\0\0\0\1\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0\0\0", 24};

struct track {
    std::string_view handler = "vide";
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string_view matrix = upright;
    std::uint32_t scale = 1000;
    std::uint32_t duration = 0;
    std::uint32_t id = 1;
};

inline std::string trak(const track& one) {
    const auto tkhd =
        box("tkhd",
            zeros(12) + be32(one.id) + zeros(24) + std::string(one.matrix) + zeros(12) +
                be32(std::uint64_t{one.width} << 16) + be32(std::uint64_t{one.height} << 16));
    const auto mdhd = box("mdhd", zeros(12) + be32(one.scale) + be32(one.duration) + zeros(4));
    const auto hdlr = box("hdlr", zeros(8) + std::string(one.handler) + zeros(13));
    return box("trak", tkhd + box("mdia", mdhd + hdlr));
}

inline std::string picture_track() {
    track one;
    one.width = 320;
    one.height = 240;
    one.duration = 5000;
    return trak(one);
}

inline std::string sound_track() {
    track one;
    one.handler = "soun";
    one.duration = 5100;
    one.id = 2;
    return trak(one);
}

inline std::string ilst(std::string_view title, std::string_view performer) {
    const auto data = [](std::string_view text) {
        return box("data", be32(1) + be32(0) + std::string(text));
    };
    const auto list =
        box("ilst",
            box("\xA9nam", data(title)) + box("\xA9"
                                              "ART",
                                              data(performer)));
    return box("udta", box("meta", zeros(4) + box("hdlr", zeros(25)) + list));
}

inline std::string film() {
    return ftyp() + box("mdat", zeros(40)) +
           box("moov", mvhd(600, 3000) + picture_track() + sound_track() + ilst("A title", "Ünï"));
}

// Matroska

/// An element; its size takes eight bytes.
inline std::string element(std::uint32_t id, std::string_view body) {
    std::string bytes;
    for (auto width = std::size_t{4}; width != 0; --width)
        if (id >> (8 * (width - 1)) != 0 || !bytes.empty())
            bytes += static_cast<char>(id >> (8 * (width - 1)));
    return bytes + be(body.size() | 1ULL << 56, 8) + std::string(body);
}

/// The header, whose sizes take a byte each.
inline std::string ebml_header(std::string_view type) {
    const auto one = [](std::size_t size) {
        return std::string(1, static_cast<char>(0x80 | size));
    };
    return "\x1A\x45\xDF\xA3" + one(type.size() + 3) + "\x42\x82" + one(type.size()) +
           std::string(type);
}

inline std::string real(double value) {
    return be(std::bit_cast<std::uint64_t>(value), 8);
}

inline std::string video_track(std::uint32_t width, std::uint32_t height) {
    return element(
        0xAE,
        element(0x83, "\1") +
            element(0xE0, element(0xB0, be16(width)) + element(0xBA, be16(height)))
    );
}

inline std::string tracks() {
    return element(0x1654AE6B, video_track(320, 240) + element(0xAE, element(0x83, "\2")));
}

inline std::string tag(std::string_view name, std::string_view text) {
    return element(0x67C8, element(0x45A3, name) + element(0x4487, text));
}

inline std::string matroska() {
    const auto info =
        element(0x1549A966, element(0x2AD7B1, be32(1'000'000)) + element(0x4489, real(5000)));
    const auto tags =
        element(0x1254C367, element(0x7373, tag("TITLE", "A title") + tag("ARTIST", "Ünï")));
    return ebml_header("matroska") + element(0x18538067, info + tracks() + tags);
}

// Ogg

inline std::string
page(std::uint8_t type, std::uint64_t granule, std::uint32_t serial, std::string_view packet) {
    auto bytes = std::string("OggS\0", 5) + static_cast<char>(type) + le(granule, 8) +
                 le32(serial) + zeros(8);
    bytes += static_cast<char>(packet.size() / 255 + 1);
    bytes += std::string(packet.size() / 255, '\xFF');
    bytes += static_cast<char>(packet.size() % 255);
    return bytes.append(packet);
}

inline std::string comments(std::string_view title, std::string_view performer) {
    const auto t = "title=" + std::string(title);
    const auto p = "ARTIST=" + std::string(performer);
    return le32(4) + "test" + le32(3) + le32(t.size()) + t + le32(3) + "A=B" + le32(p.size()) + p;
}

inline std::string opus_head(std::uint16_t skipped) {
    return "OpusHead\1\2" + le16(skipped) + le32(44100) + zeros(3);
}

inline std::string opus() {
    return page(2, 0, 7, opus_head(312)) + page(0, 0, 7, "OpusTags" + comments("A title", "Ünï")) +
           page(0, 960, 7, "sound") + page(4, 48000 * 5 + 312, 7, "more");
}

inline std::string vorbis() {
    return page(2, 0, 7, std::string("\x01vorbis") + zeros(4) + "\2" + le32(22050) + zeros(14)) +
           page(0, 0, 7, "\x03vorbis" + comments("A title", "Ünï")) +
           page(4, 22050 * 5, 7, "sound");
}

// MP3

inline std::string id3_frame(std::string_view name, std::string_view text) {
    return std::string(name) + be32(text.size()) + zeros(2) + std::string(text);
}

inline std::string id3(std::string_view frames, char version = 3, char flags = 0) {
    const auto size = frames.size();
    return std::string("ID3") + version + '\0' + flags + static_cast<char>(size >> 21 & 127) +
           static_cast<char>(size >> 14 & 127) + static_cast<char>(size >> 7 & 127) +
           static_cast<char>(size & 127) + std::string(frames);
}

/// A frame of MPEG 1 layer III, 32 kbit/s, 32000 Hz: 144 bytes of 36 milliseconds.
inline std::string mp3_frame(std::string_view body = {}) {
    return (std::string("\xFF\xFB\x18\x00", 4) + std::string(body) + zeros(144)).substr(0, 144);
}

inline std::string mp3() {
    std::string bytes =
        id3(id3_frame("TIT2", "\3A title"sv) + id3_frame("TPE1", "\1\xFF\xFE\xDC\0n\0\xEF\0"sv));
    for (auto i = 0; i != 4; ++i)
        bytes += mp3_frame();
    return bytes;
}

// FLAC and WAV

inline std::string flac() {
    const auto info = zeros(10) + be((44100ULL << 44) | 44100 * 5, 8) + zeros(16);
    const auto tags = comments("A title", "Ünï");
    return "fLaC" + be32(info.size()) + info + be32(0x84000000 | tags.size()) + tags;
}

inline std::string chunk(std::string_view name, std::string_view body) {
    return std::string(name) + le32(body.size()) + std::string(body) + zeros(body.size() % 2);
}

inline std::string wav() {
    const auto body = chunk("fmt ", le16(1) + le16(1) + le32(8) + le32(16) + le16(2) + le16(16)) +
                      chunk("LIST", "INFO" + chunk("INAM", "A title") + chunk("IART", "Ünï"sv)) +
                      chunk("data", zeros(80));
    return chunk("RIFF", "WAVE" + body);
}

// Pictures

inline std::string segment(char marker, std::string_view body) {
    return std::string("\xFF") + marker + be16(body.size() + 2) + std::string(body);
}

inline std::string exif(std::uint16_t orientation) {
    return std::string("Exif\0\0MM\0*", 10) + be32(8) + be16(2) + be16(0x0100) + zeros(10) +
           be16(0x0112) + be16(3) + be32(1) + be16(orientation) + zeros(6);
}

inline std::string jpeg(std::string_view before = {}) {
    return "\xFF\xD8" + segment('\xE0', "JFIF") + std::string(before) + segment('\xC4', zeros(20)) +
           segment('\xC2', "\x08" + be16(240) + be16(320) + "\3") + "\xFF\xDA";
}

inline std::string png_chunk(std::string_view name, std::string_view body) {
    return be32(body.size()) + std::string(name) + std::string(body) + zeros(4);
}

inline std::string png(std::string_view between = {}) {
    return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", be32(320) + be32(240) + zeros(5)) +
           std::string(between) + png_chunk("IDAT", "picture");
}

inline std::string frame_control(std::uint16_t delay, std::uint16_t parts) {
    return png_chunk("fcTL", zeros(20) + be16(delay) + be16(parts) + zeros(2));
}

inline std::string apng() {
    return png(png_chunk("acTL", be32(2) + be32(0)) + frame_control(4, 2)) + frame_control(300, 0);
}

inline std::string webp(std::string_view chunks) {
    return chunk("RIFF", "WEBP" + std::string(chunks));
}

inline std::string moving_webp() {
    const auto frame = chunk("ANMF", zeros(12) + le(2500, 3) + "f");
    return webp(
        chunk("VP8X", "\2" + zeros(3) + le(319, 3) + le(239, 3)) + chunk("ANIM", zeros(6)) + frame +
        frame
    );
}

inline std::string gif_picture(std::uint16_t delay) {
    return std::string("\x21\xF9\4\0", 4) + le16(delay) + zeros(2) + "\x2C" + zeros(8) + "\x80" +
           zeros(6) + "\2\3abc" + zeros(1);
}

inline std::string gif(std::size_t pictures) {
    auto bytes = "GIF89a" + le16(320) + le16(240) + std::string("\x80\0\0", 3) + zeros(6) +
                 "\x21\xFF\x0BNETSCAPE2.0\3\1" + zeros(3);
    for (std::size_t i = 0; i != pictures; ++i)
        bytes += gif_picture(250);
    return bytes + ";";
}

inline std::string bmp(std::uint32_t height) {
    return "BM" + le32(70) + zeros(4) + le32(54) + le32(40) + le32(320) + le32(height) + zeros(20);
}

/// One file of each format.
inline std::vector<std::string> all() {
    return {
        film(),
        matroska(),
        opus(),
        vorbis(),
        mp3(),
        flac(),
        wav(),
        jpeg(segment('\xE1', exif(6))),
        apng(),
        moving_webp(),
        gif(2),
        bmp(240)};
}

} // namespace made_files
