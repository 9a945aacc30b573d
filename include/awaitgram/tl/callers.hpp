// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram::tl {

/// The kinds of accounts that may call a method; `tl_callers` of a generated method.
enum class callers : std::uint8_t { nobody = 0, users = 1, bots = 2, users_and_bots = 3 };

/// Those that are in both.
[[nodiscard]] constexpr callers operator&(callers left, callers right) noexcept {
    return static_cast<callers>(static_cast<std::uint8_t>(left) & static_cast<std::uint8_t>(right));
}

} // namespace awaitgram::tl
