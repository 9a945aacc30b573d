// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/message_reaction.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL std::vector<reaction>
message_reaction::without(const list& from, const list& known) {
    const auto before = read(known);
    std::vector<reaction> rest;
    for (const auto& each : read(from))
        if (std::find(before.begin(), before.end(), each) == before.end())
            rest.push_back(each);
    return rest;
}

AWAITGRAM_DECL std::vector<counted_reaction> reaction_count::reactions() const {
    return count_reactions(counts());
}

AWAITGRAM_DECL std::int64_t reaction_count::total() const noexcept {
    std::int64_t all = 0;
    for (const auto& each : counts())
        all += each.count;
    return all;
}

} // namespace awaitgram
