// SPDX-License-Identifier: MIT
#pragma once

/// The boxes that MP4, QuickTime and HEIF are made of. Spec: ISO/IEC 14496-12.

#include <awaitgram/media/detail/probe_source.hpp>

#include <cstdint>
#include <limits>
#include <string_view>

namespace awaitgram::media::detail {

[[nodiscard]] constexpr std::uint32_t box_name(std::string_view name) noexcept {
    std::uint32_t value = 0;
    for (const auto c : name)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

/// Reads the boxes of a file one after the other.
class mp4_boxes {
public:
    explicit mp4_boxes(probe_source& in) noexcept : in_(in) {}

    /// Calls a function for each box until it returns false.
    ///
    ///     | size:u32, 1: 64 bits follow the name, 0: up to the end | name:4 | size:u64 | body … |
    template <class Visit>
    void each(extent all, Visit visit) {
        for (auto at = all.begin; at + 8 <= all.end && in_.part();) {
            const auto header = in_.at(at, 8);
            if (header.empty())
                return;
            std::uint64_t size = load_be(header.first(4));
            const auto name = static_cast<std::uint32_t>(load_be(header.last(4)));
            std::uint64_t header_size = 8;
            if (size == 1) {
                size = in_.be(at + 8, 8);
                header_size = 16;
            } else if (size == 0) {
                size = all.end - at;
            }
            if (size < header_size)
                return;
            const auto box = all.part(at, size);
            if (!visit(name, box.from(header_size)))
                return;
            at = box.end;
        }
    }

    template <class Visit>
    void each_inside(extent box, Visit visit) {
        if (depth_ == in_.depth())
            return;
        ++depth_;
        each(box, [&](std::uint32_t name, extent body) {
            visit(name, body);
            return true;
        });
        --depth_;
    }

    /// A number of 64 bits in a box of version 1, else of 32 bits; 0 where it is not known.
    [[nodiscard]] std::uint64_t versioned(std::uint64_t box, std::uint64_t offset) {
        if (in_.byte(box) == 1) {
            const auto value = in_.be(box + offset, 8);
            return value == std::numeric_limits<std::uint64_t>::max() ? 0 : value;
        }
        const auto value = in_.be32(box + offset);
        return value == std::numeric_limits<std::uint32_t>::max() ? 0 : value;
    }

    /// QuickTime has no version at the beginning of `meta`.
    [[nodiscard]] extent inside_of_meta(extent box) {
        return in_.has(box.begin + 4, "hdlr") ? box : box.from(4);
    }

private:
    probe_source& in_;
    std::uint32_t depth_ = 0;
};

} // namespace awaitgram::media::detail
