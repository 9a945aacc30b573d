// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_id.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_set>

namespace awaitgram::updates::detail {

/// Finds users and channels in the map that was asked last, at the same cost however many it has.
class named_peers {
public:
    /// Whether the map has a user or a channel, by its number in the Bot API.
    [[nodiscard]] bool contain(const std::shared_ptr<peer_map>& peers, std::int64_t id) {
        constexpr std::size_t few = 16;
        if (size_of(peers->users) + size_of(peers->chats) <= few)
            return id > 0 ? peers->user(id) != nullptr
                          : peers->channel(-peer_id::channel_base - id) != nullptr;
        // Not by its address, which may be that of an older map.
        if (of_.owner_before(peers) || peers.owner_before(of_))
            read(peers);
        return ids_.count(id) != 0;
    }

private:
    template <class Vector>
    static std::size_t size_of(const Vector* some) noexcept {
        return some != nullptr ? some->size() : 0;
    }

    void read(const std::shared_ptr<peer_map>& peers) {
        of_ = peers;
        ids_.clear();
        if (peers->users != nullptr)
            for (const auto& each : *peers->users)
                if (const auto* user = each.get_if<api::user>(); user != nullptr && user->id > 0)
                    ids_.insert(user->id);
        if (peers->chats != nullptr)
            for (const auto& each : *peers->chats)
                if (const auto* channel = each.get_if<api::channel>();
                    channel != nullptr && peer_id::channel(channel->id))
                    ids_.insert(-peer_id::channel_base - channel->id);
    }

    std::weak_ptr<const peer_map> of_{};
    std::unordered_set<std::int64_t> ids_{};
};

} // namespace awaitgram::updates::detail
