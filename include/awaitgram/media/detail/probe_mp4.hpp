// SPDX-License-Identifier: MIT
#pragma once

/// MP4 and QuickTime: boxes inside of boxes.
/// Spec: ISO/IEC 14496-12; https://developer.apple.com/documentation/quicktime-file-format

#include <awaitgram/media/detail/mp4_boxes.hpp>
#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/detail/probe_text.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram::media::detail {

/// Reads the headers of a film.
class mp4_probe {
public:
    mp4_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts), boxes_(in) {}

    void run() {
        auto media_came = false;
        boxes_.each({0, in_.size()}, [&](std::uint32_t name, extent body) {
            if (name == box_name("moov")) {
                movie(body);
                facts_.streamable = !media_came;
                // Only a film in pieces tells more behind it.
                return !duration_known();
            }
            if (name == box_name("mdat") || name == box_name("moof"))
                media_came = true;
            if (name == box_name("moof"))
                fragment(body);
            if (name == box_name("sidx"))
                index(body);
            return true;
        });
        if (tracks_ != 0) {
            facts_.has_audio = has_sound_;
            facts_.has_video = has_picture_;
        }
        facts_.duration = duration_of(movie_duration_, movie_scale_);
        if (!facts_.duration)
            facts_.duration = track_duration_;
        if (!facts_.duration)
            facts_.duration = duration_of(fragments_duration_, movie_scale_);
        if (!facts_.duration)
            facts_.duration = duration_of(index_duration_, index_scale_);
        if (!facts_.duration)
            facts_.duration = fragments_end_;
    }

private:
    [[nodiscard]] bool duration_known() const noexcept {
        return movie_duration_ != 0 || track_duration_ || fragments_duration_ != 0;
    }

    void movie(extent box) {
        boxes_.each_inside(box, [this](std::uint32_t name, extent body) {
            if (name == box_name("mvhd"))
                times(body, 12, movie_scale_, movie_duration_);
            else if (name == box_name("trak"))
                track(body);
            else if (name == box_name("mvex"))
                boxes_.each_inside(body, [this](std::uint32_t inner, extent value) {
                    if (inner == box_name("mehd"))
                        fragments_duration_ = boxes_.versioned(value.begin, 4);
                    else if (inner == box_name("trex"))
                        // | 0:u32 | track:u32 | u32 | duration of a sample:u32 | … |
                        if (auto* track = track_with(in_.be32(value.begin + 4)))
                            track->sample_duration = in_.be32(value.begin + 12);
                });
            else if (name == box_name("udta"))
                user_data(body);
            else if (name == box_name("meta"))
                metadata(body);
        });
    }

    /// Reads the scale and the duration of `mvhd` and `mdhd`.
    ///
    ///     | version:u8 | flags:u24 | created:u32 or u64 | changed:u32 or u64 | scale:u32 | duration:u32 or u64 | … |
    void times(extent box, std::uint64_t offset, std::uint32_t& scale, std::uint64_t& duration) {
        const auto wide = in_.byte(box.begin) == 1;
        scale = in_.be32(box.begin + offset + (wide ? 8 : 0));
        duration = boxes_.versioned(box.begin, offset + 4 + (wide ? 8 : 0));
    }

    /// What the fragments of a film need to know of a track.
    struct track_times {
        std::uint32_t id = 0;
        std::uint32_t scale = 0;
        std::uint32_t sample_duration = 0;
    };

    [[nodiscard]] track_times* track_with(std::uint32_t id) noexcept {
        for (auto& each : times_)
            if (each.id == id && id != 0)
                return &each;
        return nullptr;
    }

    struct track_facts {
        std::uint32_t id = 0;
        std::uint32_t handler = 0;
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        bool upright = false;
        std::uint32_t scale = 0;
        std::uint64_t duration = 0;
        std::uint32_t entry_width = 0;
        std::uint32_t entry_height = 0;
    };

    void track(extent box) {
        track_facts found;
        boxes_.each_inside(box, [&](std::uint32_t name, extent body) {
            if (name == box_name("tkhd"))
                track_header(body, found);
            else if (name == box_name("mdia"))
                track_media(body, found);
        });
        if (tracks_ < times_.size())
            times_[tracks_] = {found.id, found.scale, 0};
        ++tracks_;
        if (found.handler == box_name("soun"))
            has_sound_ = true;
        else if (found.handler == box_name("vide"))
            take_picture(found);
        else
            return;
        const auto duration = duration_of(found.duration, found.scale);
        if (duration && (!track_duration_ || *duration > *track_duration_))
            track_duration_ = duration;
    }

    void take_picture(const track_facts& found) noexcept {
        if (has_picture_)
            return;
        has_picture_ = true;
        auto width = found.width;
        auto height = found.height;
        if (width == 0 || height == 0) {
            width = found.entry_width;
            height = found.entry_height;
        }
        set_sides(facts_, found.upright ? height : width, found.upright ? width : height);
    }

    ///     | version:u8 | flags:u24 | times, track, duration: 20 or 32 | 0:8 | layer … volume:8 | matrix:9 × i32 | width, height: 16.16 |
    void track_header(extent box, track_facts& found) {
        const auto wide = in_.byte(box.begin) == 1;
        found.id = in_.be32(box.begin + (wide ? 20 : 12));
        const auto matrix = box.begin + (wide ? 52 : 40);
        // A film that was turned by a quarter: the diagonal is zero.
        found.upright = in_.be32(matrix) == 0 && in_.be32(matrix + 16) == 0 &&
                        in_.be32(matrix + 4) != 0 && in_.be32(matrix + 12) != 0;
        found.width = in_.be32(matrix + 36) >> 16;
        found.height = in_.be32(matrix + 40) >> 16;
    }

    void track_media(extent box, track_facts& found) {
        boxes_.each_inside(box, [&](std::uint32_t name, extent body) {
            if (name == box_name("mdhd"))
                times(body, 12, found.scale, found.duration);
            else if (name == box_name("hdlr"))
                found.handler = in_.be32(body.begin + 8);
            else if (name == box_name("minf"))
                sample_table(body, found);
        });
    }

    void sample_table(extent box, track_facts& found) {
        boxes_.each_inside(box, [&](std::uint32_t name, extent body) {
            if (name == box_name("stbl"))
                sample_table(body, found);
            // The first entry: | size:u32 | name:4 | 0:6 | reference:u16 | 0:16 | width:u16 | height:u16 | … |
            else if (name == box_name("stsd") && body.size() >= 44) {
                found.entry_width = static_cast<std::uint32_t>(in_.be(body.begin + 40, 2));
                found.entry_height = static_cast<std::uint32_t>(in_.be(body.begin + 42, 2));
            }
        });
    }

    /// Adds up what an index of fragments says.
    ///
    ///     | version:u8 | flags:u24 | id:u32 | scale:u32 | 2 × u32 or u64 | 0:u16 | count:u16 | { size:u32 | duration:u32 | u32 } … |
    void index(extent box) {
        if (index_scale_ != 0)
            return;
        index_scale_ = in_.be32(box.begin + 8);
        const auto counted = box.begin + (in_.byte(box.begin) == 1 ? 30 : 22);
        const auto count = in_.be(counted, 2);
        for (std::uint64_t i = 0; i != count && in_.part(); ++i)
            index_duration_ += in_.be32(counted + 2 + 12 * i + 4);
    }

    void fragment(extent box) {
        if (duration_known() || index_scale_ != 0)
            return;
        boxes_.each_inside(box, [this](std::uint32_t name, extent body) {
            if (name == box_name("traf"))
                track_fragment(body);
        });
    }

    /// Finds out when the samples of a fragment end.
    ///
    ///     tfhd | flags:u32 | track:u32 | u64, if flag 1 | u32, if flag 2 | duration of a sample:u32, if flag 8 | … |
    ///     tfdt | version:u8 | flags:u24 | begin:u32 or u64 |
    void track_fragment(extent box) {
        constexpr std::uint64_t latest = 1ULL << 62;
        track_times* track = nullptr;
        std::uint32_t sample_duration = 0;
        std::uint64_t end = 0;
        boxes_.each_inside(box, [&](std::uint32_t name, extent body) {
            if (name == box_name("tfhd")) {
                const auto flags = in_.be32(body.begin);
                track = track_with(in_.be32(body.begin + 4));
                if (track != nullptr)
                    sample_duration = track->sample_duration;
                if ((flags & 8) != 0)
                    sample_duration = in_.be32(
                        body.begin + 8 + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0)
                    );
            } else if (name == box_name("tfdt")) {
                end = std::min(boxes_.versioned(body.begin, 4), latest);
            } else if (name == box_name("trun")) {
                end = std::min(end + run_duration(body, sample_duration), latest);
            }
        });
        if (track == nullptr)
            return;
        const auto duration = duration_of(end, track->scale);
        if (duration && (!fragments_end_ || *duration > *fragments_end_))
            fragments_end_ = duration;
    }

    ///     | flags:u32 | count:u32 | u32, if flag 1 | u32, if flag 4 | { a number for each flag from 0x100 to 0x800 } … |
    [[nodiscard]] std::uint64_t run_duration(extent box, std::uint32_t sample_duration) {
        const auto flags = in_.be32(box.begin);
        const std::uint64_t count = in_.be32(box.begin + 4);
        if ((flags & 0x100) == 0)
            return count * sample_duration;
        std::uint64_t row = 0;
        for (const auto flag : {0x100U, 0x200U, 0x400U, 0x800U})
            row += (flags & flag) != 0 ? 4 : 0;
        auto at = box.begin + 8 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
        std::uint64_t sum = 0;
        for (std::uint64_t i = 0; i != count && at + row <= box.end && in_.part(); ++i, at += row)
            sum += in_.be32(at);
        return sum;
    }

    void user_data(extent box) {
        boxes_.each_inside(box, [this](std::uint32_t name, extent body) {
            if (name == box_name("meta"))
                metadata(body);
            // As QuickTime has it: | size:u16 | language:u16 | text |
            else if (auto* text = text_named(name))
                take_text(*text, read_text(body.part(body.begin + 4, in_.be(body.begin, 2))));
        });
    }

    [[nodiscard]] std::string* text_named(std::uint32_t name) noexcept {
        if (name == box_name("\xA9nam"))
            return &facts_.title;
        return name == box_name("\xA9"
                                "ART")
                   ? &facts_.performer
                   : nullptr;
    }

    [[nodiscard]] std::string read_text(extent text) {
        const auto size = std::min<std::uint64_t>(text.size(), most_text_bytes);
        return from_utf8(in_.up_to(text.begin, static_cast<std::size_t>(size)));
    }

    void metadata(extent box) {
        boxes_.each_inside(boxes_.inside_of_meta(box), [this](std::uint32_t list, extent items) {
            if (list != box_name("ilst"))
                return;
            boxes_.each_inside(items, [this](std::uint32_t name, extent item) {
                auto* const text = text_named(name);
                if (text == nullptr)
                    return;
                // | type:u32, 1 is UTF-8 | locale:u32 | text |
                boxes_.each_inside(item, [&](std::uint32_t inner, extent data) {
                    if (inner == box_name("data") && in_.be32(data.begin) == 1)
                        take_text(*text, read_text(data.from(8)));
                });
            });
        });
    }

    probe_source& in_;
    file_facts& facts_;
    mp4_boxes boxes_;
    std::uint32_t tracks_ = 0;
    std::array<track_times, 8> times_{};
    bool has_sound_ = false;
    bool has_picture_ = false;
    std::uint32_t movie_scale_ = 0;
    std::uint64_t movie_duration_ = 0;
    std::uint64_t fragments_duration_ = 0;
    std::optional<std::chrono::milliseconds> track_duration_{};
    std::uint32_t index_scale_ = 0;
    std::uint64_t index_duration_ = 0;
    std::optional<std::chrono::milliseconds> fragments_end_{};
};

} // namespace awaitgram::media::detail
