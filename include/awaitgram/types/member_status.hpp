// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// What a user is in a group or channel. A restricted user can be outside; `left` is everybody without a record.
enum class member_status { left, member, restricted, banned, administrator, owner };

/// Its name, such as "administrator".
[[nodiscard]] constexpr const char* to_string(member_status status) noexcept {
    switch (status) {
    case member_status::left:
        return "left";
    case member_status::member:
        return "member";
    case member_status::restricted:
        return "restricted";
    case member_status::banned:
        return "banned";
    case member_status::administrator:
        return "administrator";
    case member_status::owner:
        return "owner";
    }
    return "unknown";
}

} // namespace awaitgram
