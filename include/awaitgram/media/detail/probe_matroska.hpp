// SPDX-License-Identifier: MIT
#pragma once

/// Matroska and WebM: elements inside of elements. Spec: RFC 8794, RFC 9559.

#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/detail/probe_text.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace awaitgram::media::detail {

/// The elements that are read.
enum class ebml : std::uint32_t {
    header = 0x1A45DFA3,
    segment = 0x18538067,
    seek_head = 0x114D9B74,
    seek = 0x4DBB,
    seek_id = 0x53AB,
    seek_position = 0x53AC,
    info = 0x1549A966,
    scale = 0x2AD7B1,
    duration = 0x4489,
    title = 0x7BA9,
    tracks = 0x1654AE6B,
    track = 0xAE,
    track_type = 0x83,
    video = 0xE0,
    width = 0xB0,
    height = 0xBA,
    projection = 0x7670,
    roll = 0x7675,
    cluster = 0x1F43B675,
    timestamp = 0xE7,
    simple_block = 0xA3,
    block_group = 0xA0,
    block = 0xA1,
    tags = 0x1254C367,
    tag = 0x7373,
    simple_tag = 0x67C8,
    tag_name = 0x45A3,
    tag_text = 0x4487,
};

/// Reads the elements of a file one after the other.
class matroska_probe {
public:
    matroska_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts) {}

    void run() {
        each({0, in_.size()}, [this](ebml id, extent body, bool) {
            if (id == ebml::segment)
                segment(body);
            return id != ebml::segment;
        });
        if (tracks_read_) {
            facts_.has_audio = has_sound_;
            facts_.has_video = has_picture_;
        }
        set_duration(duration_);
    }

private:
    /// Calls a function for each element until it returns false. An element of unknown size has all that follows.
    ///
    ///     | id:1…4 | size:1…8, each with its length in the leading zeros of the first byte | body … |
    template <class Visit>
    void each(extent all, Visit visit) {
        for (auto at = all.begin; at < all.end && in_.part();) {
            const auto first = in_.byte(at);
            const auto id_size = static_cast<std::size_t>(std::countl_zero(first)) + 1;
            if (id_size > 4)
                return;
            const auto id = static_cast<ebml>(in_.be(at, id_size));
            const auto leading = in_.byte(at + id_size);
            const auto width = static_cast<std::size_t>(std::countl_zero(leading)) + 1;
            if (width > 8 || at + id_size + width > all.end)
                return;
            const auto mask = std::numeric_limits<std::uint64_t>::max() >> (64 - 7 * width);
            const auto size = in_.be(at + id_size, width) & mask;
            const auto unknown = size == mask;
            const auto body = all.part(at + id_size + width, unknown ? all.size() : size);
            if (!visit(id, body, unknown))
                return;
            at = body.end;
        }
    }

    template <class Visit>
    void each_inside(extent element, Visit visit) {
        if (depth_ == in_.depth())
            return;
        ++depth_;
        each(element, [&](ebml id, extent body, bool unknown) {
            visit(id, body);
            return !unknown;
        });
        --depth_;
    }

    void segment(extent body) {
        segment_ = body;
        each(body, [this](ebml id, extent part, bool unknown) {
            if (id == ebml::cluster)
                return !unknown && !know_all();
            top_level(id, part);
            return !unknown;
        });
        for (const auto place : places_)
            if (place != 0)
                each(segment_.from(place), [this](ebml id, extent part, bool) {
                    top_level(id, part);
                    return false;
                });
        if (duration_ <= 0 && tracks_read_)
            last_cluster();
    }

    [[nodiscard]] bool know_all() const noexcept {
        // The head says where everything else is.
        return info_read_ && tracks_read_ && (tags_read_ || places_[0] != 0);
    }

    void top_level(ebml id, extent body) {
        if (id == ebml::info && !info_read_) {
            info_read_ = true;
            info(body);
        } else if (id == ebml::tracks && !tracks_read_) {
            tracks_read_ = true;
            each_inside(body, [this](ebml inner, extent part) {
                if (inner == ebml::track)
                    track(part);
            });
        } else if (id == ebml::tags && !tags_read_) {
            tags_read_ = true;
            tags(body);
        } else if (id == ebml::seek_head) {
            each_inside(body, [this](ebml inner, extent part) {
                if (inner == ebml::seek)
                    seek(part);
            });
        }
    }

    void seek(extent body) {
        std::uint64_t id = 0;
        std::uint64_t place = 0;
        each_inside(body, [&](ebml inner, extent part) {
            if (inner == ebml::seek_id)
                id = number(part);
            else if (inner == ebml::seek_position)
                place = number(part);
        });
        for (std::size_t i = 0; i != sought.size(); ++i)
            if (sought[i] == static_cast<ebml>(id))
                places_[i] = place;
    }

    void info(extent body) {
        each_inside(body, [this](ebml id, extent part) {
            if (id == ebml::scale)
                scale_ = number(part);
            else if (id == ebml::duration)
                duration_ = real(part);
            else if (id == ebml::title)
                take_text(facts_.title, text(part));
        });
    }

    void track(extent body) {
        std::uint64_t type = 0;
        std::uint64_t width = 0;
        std::uint64_t height = 0;
        double roll = 0;
        each_inside(body, [&](ebml id, extent part) {
            if (id == ebml::track_type)
                type = number(part);
            if (id != ebml::video)
                return;
            each_inside(part, [&](ebml inner, extent value) {
                if (inner == ebml::width)
                    width = number(value);
                else if (inner == ebml::height)
                    height = number(value);
                else if (inner == ebml::projection)
                    each_inside(value, [&](ebml deeper, extent angle) {
                        if (deeper == ebml::roll)
                            roll = real(angle);
                    });
            });
        });
        has_sound_ = has_sound_ || type == 2;
        if (type != 1 || has_picture_)
            return;
        has_picture_ = true;
        const auto upright = std::abs(std::abs(roll) - 90) < 1;
        set_sides(facts_, upright ? height : width, upright ? width : height);
    }

    void tags(extent body) {
        each_inside(body, [this](ebml id, extent part) {
            if (id != ebml::tag)
                return;
            each_inside(part, [this](ebml inner, extent value) {
                if (inner == ebml::simple_tag)
                    simple_tag(value);
            });
        });
    }

    void simple_tag(extent body) {
        std::string name;
        std::string value;
        each_inside(body, [&](ebml id, extent part) {
            if (id == ebml::tag_name)
                name = text(part);
            else if (id == ebml::tag_text)
                value = text(part);
        });
        if (same_letters(name, "TITLE"))
            take_text(facts_.title, std::move(value));
        else if (same_letters(name, "ARTIST"))
            take_text(facts_.performer, std::move(value));
    }

    /// A recording has no duration: the times of its last cluster tell it.
    void last_cluster() {
        constexpr std::uint64_t looked_at = 64 * 1024;
        constexpr std::size_t step = probe_source::most - 3;
        const auto end = segment_.end;
        const auto begin = end - std::min(looked_at, segment_.size());
        std::uint64_t found = 0;
        for (auto at = begin; at < end && in_.part(); at += step) {
            const auto some = text_of(in_.up_to(at, probe_source::most));
            const auto place = some.rfind("\x1F\x43\xB6\x75");
            if (place != some.npos)
                found = at + place;
        }
        if (found == 0)
            return;
        std::uint64_t base = 0;
        std::uint64_t last = 0;
        each({found, end}, [&](ebml, extent cluster, bool) {
            each_inside(cluster, [&](ebml id, extent part) {
                if (id == ebml::timestamp)
                    base = number(part);
                else if (id == ebml::simple_block)
                    last = std::max(last, block_time(part));
                else if (id == ebml::block_group)
                    each_inside(part, [&](ebml inner, extent block) {
                        if (inner == ebml::block)
                            last = std::max(last, block_time(block));
                    });
            });
            return false;
        });
        duration_ = static_cast<double>(base) + static_cast<double>(last);
    }

    /// The time of a block after its cluster.
    ///
    ///     | track: a number with its length | time:i16 | … |
    [[nodiscard]] std::uint64_t block_time(extent block) {
        const auto width = static_cast<std::uint64_t>(std::countl_zero(in_.byte(block.begin))) + 1;
        const auto time = in_.be(block.begin + width, 2);
        return time < 0x8000 ? time : 0;
    }

    [[nodiscard]] std::uint64_t number(extent body) {
        return body.size() <= 8 ? in_.be(body.begin, static_cast<std::size_t>(body.size())) : 0;
    }

    [[nodiscard]] double real(extent body) {
        if (body.size() == 4)
            return std::bit_cast<float>(in_.be32(body.begin));
        return body.size() == 8 ? std::bit_cast<double>(in_.be(body.begin, 8)) : 0;
    }

    [[nodiscard]] std::string text(extent body) {
        const auto size = std::min<std::uint64_t>(body.size(), most_text_bytes);
        return from_utf8(in_.up_to(body.begin, static_cast<std::size_t>(size)));
    }

    /// Units: so many nanoseconds as the scale says.
    void set_duration(double units) noexcept {
        const auto milliseconds = units * static_cast<double>(scale_) / 1e6;
        // Written so that what is no number is refused.
        if (milliseconds >= 1 && milliseconds < 1e15)
            facts_.duration = duration_of(static_cast<std::uint64_t>(milliseconds + 0.5), 1000);
    }

    static constexpr std::array sought{ebml::tags, ebml::info, ebml::tracks};

    probe_source& in_;
    file_facts& facts_;
    std::uint32_t depth_ = 0;
    extent segment_{};
    std::array<std::uint64_t, sought.size()> places_{};
    bool info_read_ = false;
    bool tracks_read_ = false;
    bool tags_read_ = false;
    bool has_sound_ = false;
    bool has_picture_ = false;
    std::uint64_t scale_ = 1'000'000;
    double duration_ = 0;
};

} // namespace awaitgram::media::detail
