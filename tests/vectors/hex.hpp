// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace awaitgram::vectors {

/// The bytes of a hexadecimal vector, which must be valid.
[[nodiscard]] inline byte_buffer unhex(std::string_view digits) {
    return from_hex(digits).value();
}

/// The same, for a fixed number of bytes.
template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> unhex(std::string_view digits) {
    const auto bytes = unhex(digits);
    std::array<std::uint8_t, Size> out{};
    std::copy_n(bytes.begin(), std::min(Size, bytes.size()), out.begin());
    return out;
}

/// Whether two byte strings are equal; for checks, not for secrets.
[[nodiscard]] inline bool same(byte_view left, byte_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

} // namespace awaitgram::vectors
