// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram::tests {

/// A PNG of a size, without the picture itself; `tail` tells several apart.
inline byte_buffer
png_picture(std::uint32_t width, std::uint32_t height, std::string_view tail = {}) {
    byte_buffer bytes{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    for (const auto side : {width, height})
        for (const auto shift : {24, 16, 8, 0})
            bytes.push_back(static_cast<std::uint8_t>(side >> shift));
    for (const auto each :
         {8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) // 8 bits of RGBA, and a checksum
        bytes.push_back(static_cast<std::uint8_t>(each));
    bytes.insert(bytes.end(), tail.begin(), tail.end());
    return bytes;
}

} // namespace awaitgram::tests
