// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_info.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram {

/// The peers of recent answers and updates. Most of them appear again and again; only changes have to be stored.
class peer_cache {
public:
    /// More peers than this are not kept; the cache then starts anew.
    static constexpr std::size_t most_peers = 10'000;

    /// Notes a peer. Returns whether that tells anything new about it; never for a peer without a possible id.
    [[nodiscard]] bool note(const peer_info& seen) {
        const auto id = id_of(seen);
        if (!id)
            return false;
        if (peers_.size() >= most_peers)
            peers_.clear();
        const auto [known, added] = peers_.try_emplace(*id, seen);
        if (added)
            return true;
        auto now = merged(known->second, seen);
        if (now == known->second)
            return false;
        known->second = std::move(now);
        return true;
    }

    /// The access hash of a peer that came along lately; nothing when it did not, or with a `min` hash only.
    [[nodiscard]] std::optional<peer_ref> find(peer_id id) const {
        const auto known = peers_.find(id);
        return known == peers_.end() ? std::nullopt : ref_of(known->second);
    }

    /// Notes the name of a user or chat in the Bot API's numbering.
    void note_name(std::int64_t dialog, std::string name) {
        if (name.empty())
            return;
        if (names_.size() >= most_peers)
            names_.clear();
        names_.insert_or_assign(dialog, std::move(name));
    }

    /// The name of a user or chat that came along lately; empty when none did.
    [[nodiscard]] std::string name_of(std::int64_t dialog) const {
        const auto known = names_.find(dialog);
        return known == names_.end() ? std::string{} : known->second;
    }

    /// Forgets all peers, as when another account signs in.
    void clear() noexcept {
        peers_.clear();
        names_.clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return peers_.size(); }

private:
    std::map<peer_id, peer_info> peers_{};
    std::map<std::int64_t, std::string> names_{};
};

} // namespace awaitgram
