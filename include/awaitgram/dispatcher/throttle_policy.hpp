// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace awaitgram {

/// Decides which updates of a user, or of a chat, are too many: of each key a burst of `most` is admitted at once, then one every
/// `window / most`. No I/O, no clock.
class throttle_policy {
public:
    using clock = monotonic_clock;

    /// The default for the number of keys that are remembered at the same time.
    static constexpr std::size_t default_most_keys = 65'536;

    struct decision {
        /// Zero for an update that is admitted, else when the next one will be.
        clock::duration wait{};
        /// Whether it is the first one that is refused since one of its key was admitted, for a bot that says so once.
        bool first = false;

        [[nodiscard]] bool admitted() const noexcept { return wait == clock::duration::zero(); }
    };

    /// Numbers and windows below 1 count as 1. While `most_keys` keys are remembered, updates of further ones are admitted.
    throttle_policy(
        int most, clock::duration window, std::size_t most_keys = default_most_keys
    ) noexcept
        : step_(std::max(window / std::max(most, 1), clock::duration{1})),
          burst_(step_ * (std::max(most, 1) - 1)), most_keys_(most_keys) {}

    /// Decides on an update of this key that comes now; only those that are admitted count.
    [[nodiscard]] decision admit(std::int64_t key, clock::time_point now) {
        auto at = buckets_.find(key);
        if (at == buckets_.end()) {
            if (buckets_.size() >= next_removal_)
                remove_idle(now);
            if (buckets_.size() >= most_keys_)
                return {};
            at = buckets_.emplace(key, bucket{}).first;
        }
        auto& known = at->second;
        if (known.begun && known.next - burst_ > now) {
            const decision refused{known.next - burst_ - now, !known.refused};
            known.refused = true;
            return refused;
        }
        known.next = (known.begun ? std::max(known.next, now) : now) + step_;
        known.begun = true;
        known.refused = false;
        return {};
    }

    /// The number of keys that are remembered: at most twice those that may still refuse, or a few.
    [[nodiscard]] std::size_t keys() const noexcept { return buckets_.size(); }

private:
    static constexpr std::size_t few = 64;

    struct bucket {
        /// When it is empty again.
        clock::time_point next{};
        bool begun = false;
        bool refused = false;
    };

    void remove_idle(clock::time_point now) {
        std::erase_if(buckets_, [now](const auto& one) { return one.second.next <= now; });
        next_removal_ = std::min(std::max(few, 2 * buckets_.size()), std::max(most_keys_, few));
    }

    clock::duration step_;
    clock::duration burst_;
    std::size_t most_keys_;
    std::size_t next_removal_ = few;
    std::unordered_map<std::int64_t, bucket> buckets_{};
};

} // namespace awaitgram
