// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace awaitgram {

/// Remembers for a minute who is an administrator. No I/O, no clock.
class admin_cache {
public:
    using time_point = monotonic_clock::time_point;

    static constexpr auto longest = std::chrono::minutes{1};
    static constexpr std::size_t most = 4096;

    /// Whether a user is an administrator of a chat; nothing if that is not known.
    [[nodiscard]] std::optional<bool>
    find(std::int64_t chat, std::int64_t user, time_point now) const {
        const auto at = known_.find({chat, user});
        if (at == known_.end() || at->second.until <= now)
            return std::nullopt;
        return at->second.admin;
    }

    void put(std::int64_t chat, std::int64_t user, bool admin, time_point now) {
        if (known_.size() >= most)
            std::erase_if(known_, [now](const auto& each) { return each.second.until <= now; });
        if (known_.size() >= most)
            known_.clear();
        known_[{chat, user}] = {admin, now + longest};
    }

    /// The number of answers that are kept.
    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    struct answer {
        bool admin = false;
        time_point until{};
    };

    std::map<std::pair<std::int64_t, std::int64_t>, answer> known_{};
};

} // namespace awaitgram
