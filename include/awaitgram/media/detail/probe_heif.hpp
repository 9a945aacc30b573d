// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/media/detail/mp4_boxes.hpp>
#include <awaitgram/media/detail/probe_source.hpp>

#include <cstdint>

namespace awaitgram::media::detail {

/// Reads the pictures of HEIF and AVIF: the largest one is that which its tiles make up. Spec: ISO/IEC 23008-12.
inline void probe_heif(probe_source& in, file_facts& facts) {
    mp4_boxes boxes(in);
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    auto turned = false;
    const auto property = [&](std::uint32_t name, extent value) {
        if (name == box_name("irot"))
            turned = turned || (in.byte(value.begin) & 1) != 0;
        if (name != box_name("ispe"))
            return;
        const std::uint64_t w = in.be32(value.begin + 4);
        const std::uint64_t h = in.be32(value.begin + 8);
        if (w * h > width * height) {
            width = w;
            height = h;
        }
    };
    boxes.each({0, in.size()}, [&](std::uint32_t outer, extent meta) {
        if (outer != box_name("meta"))
            return true;
        boxes.each_inside(boxes.inside_of_meta(meta), [&](std::uint32_t name, extent all) {
            if (name == box_name("iprp"))
                boxes.each_inside(all, [&](std::uint32_t container, extent values) {
                    if (container == box_name("ipco"))
                        boxes.each_inside(values, property);
                });
        });
        return false;
    });
    set_sides(facts, turned ? height : width, turned ? width : height);
}

} // namespace awaitgram::media::detail
