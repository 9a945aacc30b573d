// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/user_status.hpp>

namespace awaitgram::filters {

/// Users whose status is now this one: `status(online_status::online)`.
[[nodiscard]] constexpr auto status(online_status wanted) {
    return filter{[wanted](const user_status& event) noexcept { return event.status() == wanted; }};
}

/// Users who came online.
inline constexpr filter online{
    [](const user_status& event) noexcept { return event.status() == online_status::online; }};

/// Users who went offline.
inline constexpr filter offline{
    [](const user_status& event) noexcept { return event.status() == online_status::offline; }};

} // namespace awaitgram::filters
