// SPDX-License-Identifier: MIT
#pragma once

/// JPEG, PNG, WebP, GIF and BMP.

#include <awaitgram/media/detail/probe_source.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace awaitgram::media::detail {

/// Whether EXIF says that a photo lies on its side.
///
///     | "II*\0" or "MM\0*" | first directory:u32 | … | count:u16 | { tag:u16 | type:u16 | count:u32 | value:u32 } … |
[[nodiscard]] inline bool is_on_its_side(probe_source& in, extent tiff) {
    constexpr std::uint64_t orientation = 0x0112;
    const auto little = in.has(tiff.begin, std::string_view("II*\0", 4));
    if (!little && !in.has(tiff.begin, std::string_view("MM\0*", 4)))
        return false;
    const auto number = [&](std::uint64_t at, std::size_t width) {
        if (at + width > tiff.end)
            return std::uint64_t{0};
        return little ? in.le(at, width) : in.be(at, width);
    };
    const auto directory = tiff.begin + number(tiff.begin + 4, 4);
    const auto count = number(directory, 2);
    for (std::uint64_t i = 0; i != count && in.part(); ++i) {
        const auto entry = directory + 2 + 12 * i;
        if (number(entry, 2) == orientation) {
            const auto value = number(entry + 8, 2);
            return value >= 5 && value <= 8;
        }
    }
    return false;
}

/// Spec: ITU-T T.81, Annex B.
///
///     | FF D8 | { FF | marker:u8 | size:u16 | body } … |
inline void probe_jpeg(probe_source& in, file_facts& facts) {
    const extent all{0, in.size()};
    auto on_its_side = false;
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    for (std::uint64_t at = 2; width == 0 && in.byte(at) == 0xFF && in.part();) {
        const auto marker = in.byte(at + 1);
        if (marker == 0xFF) {
            // Filling.
            ++at;
            continue;
        }
        // The picture itself begins, or it ends.
        if (marker == 0xDA || marker == 0xD9)
            break;
        // Without a body.
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += 2;
            continue;
        }
        const auto size = in.be(at + 2, 2);
        if (size < 2)
            break;
        const auto body = all.part(at + 4, size - 2);
        const auto frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            // | bits:u8 | height:u16 | width:u16 | … |
            height = in.be(body.begin + 1, 2);
            width = in.be(body.begin + 3, 2);
        } else if (marker == 0xE1 && in.has(body.begin, std::string_view("Exif\0\0", 6))) {
            on_its_side = is_on_its_side(in, body.from(6));
        }
        at = body.end;
    }
    set_sides(facts, on_its_side ? height : width, on_its_side ? width : height);
    facts.has_audio = facts.has_video = false;
}

/// Spec: https://www.w3.org/TR/png-3/
///
///     | 8 bytes | { size:u32 | name:4 | body | CRC:4 } … |
inline void probe_png(probe_source& in, file_facts& facts) {
    const extent all{0, in.size()};
    std::uint64_t milliseconds = 0;
    auto moves = false;
    for (std::uint64_t at = 8; at + 8 <= in.size() && in.part();) {
        const auto body = all.part(at + 8, in.be32(at));
        if (in.has(at + 4, "IHDR"))
            set_sides(facts, in.be32(body.begin), in.be32(body.begin + 4));
        else if (in.has(at + 4, "acTL"))
            moves = in.be32(body.begin) > 1;
        else if (in.has(at + 4, "IDAT") && !moves)
            break;
        else if (in.has(at + 4, "fcTL")) {
            // | number, width, height, x, y: u32 | delay:u16 | parts of a second:u16 | … |
            const auto delay = in.be(body.begin + 20, 2);
            const auto parts = in.be(body.begin + 22, 2);
            milliseconds += delay * 1000 / (parts == 0 ? 100 : parts);
        }
        at = body.end + 4;
    }
    facts.has_audio = false;
    facts.has_video = moves;
    if (moves)
        facts.duration = duration_of(milliseconds, 1000);
}

/// Spec: RFC 9649.
inline void probe_webp(probe_source& in, file_facts& facts) {
    facts.has_audio = facts.has_video = false;
    if (in.has(12, "VP8 ") && in.has(23, "\x9D\x01\x2A")) {
        set_sides(facts, in.le(26, 2) & 0x3FFF, in.le(28, 2) & 0x3FFF);
    } else if (in.has(12, "VP8L") && in.byte(20) == 0x2F) {
        const auto sides = in.le32(21);
        set_sides(facts, (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1);
    } else if (in.has(12, "VP8X")) {
        if (in.at(24, 6).empty())
            return;
        set_sides(facts, in.le(24, 3) + 1, in.le(27, 3) + 1);
        facts.has_video = (in.byte(20) & 2) != 0;
        if (!*facts.has_video)
            return;
        std::uint64_t milliseconds = 0;
        const extent all{0, in.size()};
        for (std::uint64_t at = 12; at + 8 <= in.size() && in.part();) {
            const auto body = all.part(at + 8, in.le32(at + 4));
            // | x:u24 | y:u24 | width:u24 | height:u24 | duration:u24 | … |
            if (in.has(at, "ANMF"))
                milliseconds += in.le(body.begin + 12, 3);
            at = body.end + body.size() % 2;
        }
        facts.duration = duration_of(milliseconds, 1000);
    }
}

/// Spec: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
///
///     | "GIF89a" | width:u16 | height:u16 | flags:u8 | u8 | u8 | colours | blocks … |
class gif_probe {
public:
    gif_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts) {}

    void run() {
        set_sides(facts_, in_.le(6, 2), in_.le(8, 2));
        facts_.has_audio = false;
        at_ = 13 + colours(in_.byte(10));
        while (in_.part() && block())
            ;
        // Where it was cut, or is too long to be looked at, one picture is no proof that there are no more.
        const auto whole = in_.byte(at_) == trailer;
        if (whole || pictures_ > 1)
            facts_.has_video = pictures_ > 1;
        if (whole && pictures_ > 1)
            facts_.duration = duration_of(hundredths_, 100);
    }

private:
    static constexpr std::uint8_t trailer = 0x3B;

    [[nodiscard]] static std::uint64_t colours(std::uint8_t flags) noexcept {
        return (flags & 0x80) != 0 ? 3ULL << ((flags & 7) + 1) : 0;
    }

    /// Reads a block; false where there is none.
    [[nodiscard]] bool block() {
        const auto introducer = in_.byte(at_);
        if (introducer == 0x2C) {
            // | 2C | x, y, width, height: u16 | flags:u8 | colours | size of codes:u8 | parts … |
            ++pictures_;
            at_ += 10 + colours(in_.byte(at_ + 9)) + 1;
            return skip_parts();
        }
        if (introducer != 0x21)
            return false;
        // | 21 | F9 | 04 | flags:u8 | delay:u16 | … |
        if (in_.byte(at_ + 1) == 0xF9)
            hundredths_ += in_.le(at_ + 4, 2);
        at_ += 2;
        return skip_parts();
    }

    /// Skips parts behind their size in a byte, up to an empty one.
    [[nodiscard]] bool skip_parts() {
        while (at_ < in_.size() && in_.part()) {
            const auto size = in_.byte(at_);
            at_ += 1 + std::uint64_t{size};
            if (size == 0)
                return true;
        }
        return false;
    }

    probe_source& in_;
    file_facts& facts_;
    std::uint64_t at_ = 0;
    std::uint32_t pictures_ = 0;
    std::uint64_t hundredths_ = 0;
};

inline void probe_bmp(probe_source& in, file_facts& facts) {
    facts.has_audio = facts.has_video = false;
    if (in.le32(14) == 12) {
        set_sides(facts, in.le(18, 2), in.le(20, 2));
        return;
    }
    // A negative height stands for rows from above.
    const auto height = static_cast<std::int32_t>(in.le32(22));
    const auto rows = static_cast<std::int64_t>(height);
    set_sides(facts, in.le32(18), static_cast<std::uint64_t>(rows < 0 ? -rows : rows));
}

} // namespace awaitgram::media::detail
