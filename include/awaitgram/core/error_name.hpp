// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram {

/// The name and code of a known error of Telegram's API; `awaitgram::errors` has one for each.
///
/// A number in the name is omitted: `FLOOD_WAIT_42` is `FLOOD_WAIT`, `FILE_PART_3_MISSING` is `FILE_PART_MISSING`.
struct error_name {
    const char* name;
    int code;

    friend constexpr bool operator==(const error_name& left, const error_name& right) noexcept {
        return std::string_view{left.name} == right.name;
    }
};

} // namespace awaitgram
