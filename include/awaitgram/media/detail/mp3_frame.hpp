// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace awaitgram::media::detail {

/// The header of a frame of MP3.
///
///     | sync:11 | version:2 | layer:2 | no CRC:1 | bit rate:4 | sample rate:2 | padding:1 | private:1 | mode:2 | … |
struct mp3_frame {
    /// Bytes, with its header.
    std::uint32_t size = 0;
    std::uint32_t samples = 0;
    /// In a second.
    std::uint32_t sample_rate = 0;
    /// Bits in a second.
    std::uint32_t bit_rate = 0;
    /// Bytes between the header and what players put into the first frame.
    std::uint32_t side_size = 0;
};

/// Reads the header of a frame, of layer III or II; nothing if it is none, or of a bit rate that it does not tell.
[[nodiscard]] constexpr std::optional<mp3_frame> read_mp3_frame(std::uint32_t header) noexcept {
    // Thousands of bits, of MPEG 1 layer III, MPEG 1 layer II, MPEG 2 of both.
    constexpr std::array<std::array<std::uint16_t, 15>, 3> rates{{
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
    }};
    constexpr std::array<std::uint32_t, 3> sample_rates{44100, 48000, 32000};

    const auto version = header >> 19 & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    const auto layer = header >> 17 & 3;   // 1: III, 2: II
    const auto rate = header >> 12 & 15;
    const auto sample_rate = header >> 10 & 3;
    if (header >> 21 != 0x7FF || version == 1 || (layer != 1 && layer != 2) || rate == 0 ||
        rate == 15 || sample_rate == 3)
        return std::nullopt;
    const auto first = version == 3;
    mp3_frame frame;
    frame.bit_rate = 1000U * rates[first ? layer - 1 : 2][rate];
    frame.sample_rate = sample_rates[sample_rate] >> (first ? 0 : version == 2 ? 1 : 2);
    frame.samples = layer == 1 && !first ? 576 : 1152;
    frame.size = frame.samples / 8 * frame.bit_rate / frame.sample_rate + (header >> 9 & 1);
    const auto mono = (header >> 6 & 3) == 3;
    frame.side_size = first ? (mono ? 17U : 32U) : (mono ? 9U : 17U);
    return frame;
}

} // namespace awaitgram::media::detail
