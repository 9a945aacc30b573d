// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/peers/cache.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstddef>
#include <map>
#include <utility>

namespace awaitgram::detail {

/// The supergroups that basic groups became, and whether the program knows it. The older half is forgotten when there are too many.
///
/// A group is asked for when neither this nor the cache of peers knows it. Until this forgets one, the cache has been begun anew: each
/// group that comes here comes there, too.
class migrations {
public:
    /// More groups than twice this are not kept.
    static constexpr std::size_t most = peer_cache::most_peers;

    struct migration {
        peer_id to;
        bool told = false;
    };

    /// Notes what a group became, unless that is known.
    void note(peer_id group, peer_id to) {
        if (find(group) != nullptr)
            return;
        if (young_.size() >= most)
            old_ = std::exchange(young_, {});
        young_.try_emplace(group, migration{to});
    }

    /// What a group became; null when that is not known.
    [[nodiscard]] const migration* find(peer_id group) const noexcept {
        return find_in(*this, group);
    }
    [[nodiscard]] migration* find(peer_id group) noexcept { return find_in(*this, group); }

    void clear() noexcept {
        young_.clear();
        old_.clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return young_.size() + old_.size(); }

private:
    template <class Self>
    [[nodiscard]] static auto find_in(Self& self, peer_id group) noexcept
        -> decltype(&self.young_.begin()->second) {
        for (auto* generation : {&self.young_, &self.old_})
            if (const auto known = generation->find(group); known != generation->end())
                return &known->second;
        return nullptr;
    }

    std::map<peer_id, migration> young_{};
    std::map<peer_id, migration> old_{};
};

} // namespace awaitgram::detail
