// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <array>
#include <cstdint>

namespace awaitgram::transport::detail {

/// The check sum of Ethernet and zlib.
[[nodiscard]] inline std::uint32_t crc32(byte_view bytes) noexcept {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t byte = 0; byte != 256; ++byte) {
            auto value = byte;
            for (auto bit = 0; bit != 8; ++bit)
                value = value >> 1 ^ (value % 2 != 0 ? 0xedb88320 : 0);
            made[byte] = value;
        }
        return made;
    }();
    std::uint32_t sum = 0xffff'ffff;
    for (const auto byte : bytes)
        sum = sum >> 8 ^ table[(sum ^ byte) & 0xff];
    return ~sum;
}

} // namespace awaitgram::transport::detail
