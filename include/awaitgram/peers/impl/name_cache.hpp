// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/name_cache.hpp>
#include <awaitgram/peers/parse_link.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace awaitgram {

AWAITGRAM_DECL std::optional<name_cache::entry>
name_cache::find(std::string_view name, time_point now) const {
    const auto known = names_.find(folded_name(name));
    if (known == names_.end() || known->second.until <= now)
        return std::nullopt;
    return known->second;
}

AWAITGRAM_DECL void name_cache::make_room() {
    if (names_.size() >= most_names)
        clear();
}

AWAITGRAM_DECL void
name_cache::note(std::string_view name, std::optional<peer_id> owner, time_point now) {
    make_room();
    entry fresh;
    fresh.owner = owner;
    fresh.until = owner ? now + known_for : now + unowned_for;
    names_.insert_or_assign(folded_name(name), fresh);
}

AWAITGRAM_DECL void
name_cache::note_all(peer_id owner, std::span<const std::string_view> names, time_point now) {
    const auto had = by_owner_.find(owner);
    if (had == by_owner_.end() && names.empty())
        return;
    if (had != by_owner_.end()) {
        const auto& former = had->second.names;
        if (now < had->second.noted + noted_again_after &&
            std::equal(names.begin(), names.end(), former.begin(), former.end()))
            return;
        for (const auto& each : former) {
            const auto known = names_.find(folded_name(each));
            if (known != names_.end() && known->second.owner == owner)
                names_.erase(known);
        }
        by_owner_.erase(had);
    }
    if (names.empty())
        return;
    make_room();
    for (const auto& each : names)
        note(each, owner, now);
    auto& owned = by_owner_[owner];
    owned.names.assign(names.begin(), names.end());
    owned.noted = now;
}

AWAITGRAM_DECL void name_cache::forget(std::string_view name) {
    const auto known = names_.find(folded_name(name));
    if (known != names_.end())
        names_.erase(known);
}

} // namespace awaitgram
