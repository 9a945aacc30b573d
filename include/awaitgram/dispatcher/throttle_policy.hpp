// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <vector>

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

    /// Decides on an update of this key that comes now; only those that are admitted count. Costs a logarithm of the number of keys,
    /// on average.
    [[nodiscard]] decision admit(std::int64_t key, clock::time_point now) {
        auto at = buckets_.find(key);
        if (at == buckets_.end()) {
            remove_idle(now);
            if (buckets_.size() >= most_keys_)
                return {};
            at = buckets_.emplace(key, bucket{}).first;
            ages_.push({now + step_, key});
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

    /// The number of keys that are remembered: those that may still refuse, and those that became idle since a new one came.
    [[nodiscard]] std::size_t keys() const noexcept { return buckets_.size(); }

    /// How many remembered keys were looked at so far to see whether they are idle; at most one for each update that was admitted.
    [[nodiscard]] std::uint64_t examined() const noexcept { return examined_; }

private:
    struct bucket {
        /// When it is empty again.
        clock::time_point next{};
        bool begun = false;
        bool refused = false;
    };

    /// When a key may be idle, at the earliest.
    struct age {
        clock::time_point at;
        std::int64_t key;

        friend bool operator>(const age& left, const age& right) noexcept {
            return left.at > right.at;
        }
    };

    void remove_idle(clock::time_point now) {
        while (!ages_.empty() && ages_.top().at <= now) {
            const auto key = ages_.top().key;
            ages_.pop();
            ++examined_;
            const auto known = buckets_.find(key);
            if (known->second.next <= now)
                buckets_.erase(known);
            else
                ages_.push({known->second.next, key});
        }
    }

    clock::duration step_;
    clock::duration burst_;
    std::size_t most_keys_;
    std::unordered_map<std::int64_t, bucket> buckets_{};
    std::priority_queue<age, std::vector<age>, std::greater<>> ages_{}; // one for each key
    std::uint64_t examined_ = 0;
};

} // namespace awaitgram
