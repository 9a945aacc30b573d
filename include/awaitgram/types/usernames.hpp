// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <string>
#include <vector>

namespace awaitgram {

/// The names that a user can be addressed by, without the @: its own name first, then those bought on Fragment that are in use.
[[nodiscard]] inline std::vector<std::string> active_usernames(const api::user& user) {
    std::vector<std::string> names;
    if (user.username && !user.username->empty())
        names.push_back(user.username->str());
    if (user.usernames)
        for (const auto& each : *user.usernames)
            if (each.active && (names.empty() || names.front() != each.username.view()))
                names.push_back(each.username.str());
    return names;
}

} // namespace awaitgram
