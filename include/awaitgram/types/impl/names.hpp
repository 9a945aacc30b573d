// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>

namespace awaitgram {

AWAITGRAM_DECL std::string detail::known_name(const event_base& event, std::int64_t dialog) {
    auto name = event.peers() ? title_of(*event.peers(), dialog) : std::string{};
    if (name.empty() && event.receiver() != nullptr && event.receiver()->access.recent != nullptr)
        name = event.receiver()->access.recent->name_of(dialog);
    return name;
}

} // namespace awaitgram
