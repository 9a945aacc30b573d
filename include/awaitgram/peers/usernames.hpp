// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// Calls `visit` with each name that a user or channel can be addressed by, without the @: its own name first, then those bought on
/// Fragment that are in use.
template <class UserOrChannel, class Visit>
void for_each_username(const UserOrChannel& peer, Visit visit) {
    const auto own = peer.username ? peer.username->view() : std::string_view{};
    if (!own.empty())
        visit(own);
    if (peer.usernames)
        for (const auto& each : *peer.usernames)
            if (each.active && each.username.view() != own)
                visit(each.username.view());
}

/// The names that a user or channel can be addressed by, in the order of for_each_username.
template <class UserOrChannel>
[[nodiscard]] std::vector<std::string> active_usernames(const UserOrChannel& peer) {
    std::vector<std::string> names;
    for_each_username(peer, [&names](std::string_view each) { names.emplace_back(each); });
    return names;
}

} // namespace awaitgram
