// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram {

/// The name and code of an error that Telegram's API is known to return; `awaitgram::errors` holds one for each.
///
/// A number inside the name is left out: `FLOOD_WAIT_42` is `FLOOD_WAIT`, `FILE_PART_3_MISSING` is `FILE_PART_MISSING`.
struct error_name {
    const char* name;
    int code;

    friend constexpr bool operator==(const error_name& left, const error_name& right) noexcept {
        return std::string_view{left.name} == right.name;
    }
};

} // namespace awaitgram
