// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <string>
#include <vector>

namespace awaitgram {

/// The names that a user or channel can be addressed by, without the @: its own name first, then those bought on Fragment that are
/// in use.
template <class UserOrChannel>
[[nodiscard]] std::vector<std::string> active_usernames(const UserOrChannel& peer) {
    std::vector<std::string> names;
    if (peer.username && !peer.username->empty())
        names.push_back(peer.username->str());
    if (peer.usernames)
        for (const auto& each : *peer.usernames)
            if (each.active && (names.empty() || names.front() != each.username.view()))
                names.push_back(each.username.str());
    return names;
}

} // namespace awaitgram
