// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/media/detail/mp4_boxes.hpp>
#include <awaitgram/media/detail/probe_source.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace awaitgram::media::detail {

/// HEIF and AVIF: one of several pictures is the primary one, and refers to its properties. Spec: ISO/IEC 23008-12.
class heif_probe {
public:
    heif_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts), boxes_(in) {}

    void run() {
        boxes_.each({0, in_.size()}, [this](std::uint32_t name, extent body) {
            if (name == box_name("meta"))
                pictures(body);
            return name != box_name("meta");
        });
        set_sides(facts_, turned_ ? height_ : width_, turned_ ? width_ : height_);
    }

private:
    struct property {
        std::uint32_t name = 0;
        extent body{};
    };

    void pictures(extent meta) {
        std::uint32_t primary = 0;
        extent references;
        boxes_.each_inside(boxes_.inside_of_meta(meta), [&](std::uint32_t name, extent body) {
            if (name == box_name("pitm"))
                // | version:u8 | flags:u24 | picture:u16 or u32 |
                primary = number(body.begin + 4, in_.byte(body.begin) == 0 ? 2 : 4);
            else if (name == box_name("iprp"))
                boxes_.each_inside(body, [&](std::uint32_t inner, extent part) {
                    if (inner == box_name("ipco"))
                        boxes_.each_inside(part, [this](std::uint32_t kind, extent value) {
                            if (count_ != properties_.size())
                                properties_[count_++] = {kind, value};
                        });
                    else if (inner == box_name("ipma"))
                        references = part;
                });
        });
        refer(references, primary);
    }

    [[nodiscard]] std::uint32_t number(std::uint64_t at, std::size_t width) {
        return static_cast<std::uint32_t>(in_.be(at, width));
    }

    /// Takes the properties that the primary picture refers to.
    ///
    ///     | version:u8 | flags:u24 | count:u32 | { picture:u16 or u32 | count:u8 | { property, from 1:u8 or u16 } … } … |
    void refer(extent all, std::uint32_t primary) {
        const auto wide_picture = in_.byte(all.begin) != 0;
        const auto wide_property = (in_.byte(all.begin + 3) & 1) != 0;
        const std::size_t picture_size = wide_picture ? 4 : 2;
        const std::size_t property_size = wide_property ? 2 : 1;
        auto at = all.begin + 8;
        for (auto left = in_.be32(all.begin + 4); left != 0 && at < all.end && in_.part(); --left) {
            const auto picture = number(at, picture_size);
            const auto count = in_.byte(at + picture_size);
            at += picture_size + 1;
            for (std::size_t i = 0; i != count; ++i, at += property_size)
                if (picture == primary) {
                    const auto index = number(at, property_size) & (wide_property ? 0x7FFF : 0x7F);
                    if (index != 0 && index <= count_)
                        take(properties_[index - 1]);
                }
        }
    }

    void take(const property& one) {
        const auto at = one.body.begin;
        if (one.name == box_name("ispe")) {
            // | 0:u32 | width:u32 | height:u32 |
            width_ = in_.be32(at + 4);
            height_ = in_.be32(at + 8);
        } else if (one.name == box_name("clap")) {
            // What is shown of it: | width, height: each u32 through u32 | … |
            width_ = std::min(width_, in_.be32(at) / std::max(in_.be32(at + 4), 1U));
            height_ = std::min(height_, in_.be32(at + 8) / std::max(in_.be32(at + 12), 1U));
        } else if (one.name == box_name("irot")) {
            turned_ = turned_ != ((in_.byte(at) & 1) != 0);
        }
    }

    probe_source& in_;
    file_facts& facts_;
    mp4_boxes boxes_;
    std::array<property, 256> properties_{};
    std::size_t count_ = 0;
    std::uint32_t width_ = 0;
    std::uint32_t height_ = 0;
    bool turned_ = false;
};

} // namespace awaitgram::media::detail
