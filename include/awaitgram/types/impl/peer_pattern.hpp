// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/peer_pattern.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

namespace detail {

/// Whether a user or channel is addressed by any of some names. All names in use count: the first one is not special.
template <class UserOrChannel>
[[nodiscard]] bool has_name(const UserOrChannel& peer, const std::vector<std::string>& names) {
    const auto wanted = [&names](std::string_view name) {
        return !name.empty() && std::any_of(names.begin(), names.end(), [name](const auto& each) {
            return same_name(each, name);
        });
    };
    if (peer.username && wanted(*peer.username))
        return true;
    if (peer.usernames)
        for (const auto& each : *peer.usernames)
            if (each.active && wanted(each.username))
                return true;
    return false;
}

} // namespace detail

AWAITGRAM_DECL bool
peer_patterns::match(std::int64_t dialog, const peer_map* peers, const self_info* receiver) const {
    if (dialog == 0)
        return false;
    if (std::find(ids_.begin(), ids_.end(), dialog) != ids_.end())
        return true;
    if (me_ && receiver != nullptr && receiver->id == dialog)
        return true;
    if (names_.empty() || peers == nullptr)
        return false;
    if (const auto* user = peers->user(dialog))
        return detail::has_name(*user, names_);
    const auto* channel = dialog < 0 ? peers->channel(-peer_id::channel_base - dialog) : nullptr;
    return channel != nullptr && detail::has_name(*channel, names_);
}

} // namespace awaitgram
