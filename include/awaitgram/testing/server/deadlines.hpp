// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace awaitgram::testing {

/// One deadline per key, ordered by time, so that the next one is known without a search.
template <class Key>
class deadlines {
public:
    /// Sets or moves the deadline of a key.
    void set(Key key, time_point when) {
        erase(key);
        by_key_.emplace(key, when);
        by_time_.emplace(when, key);
    }

    void erase(Key key) {
        const auto known = by_key_.find(key);
        if (known == by_key_.end())
            return;
        by_time_.erase({known->second, key});
        by_key_.erase(known);
    }

    /// The earliest deadline, if there is any.
    [[nodiscard]] std::optional<time_point> next() const {
        return by_time_.empty() ? std::nullopt : std::optional{by_time_.begin()->first};
    }

    /// Removes and returns a key whose deadline has come; nothing when none has.
    [[nodiscard]] std::optional<Key> take_due(time_point now) {
        if (by_time_.empty() || by_time_.begin()->first > now)
            return std::nullopt;
        const auto key = by_time_.begin()->second;
        erase(key);
        return key;
    }

private:
    std::unordered_map<Key, time_point> by_key_;
    std::set<std::pair<time_point, Key>> by_time_;
};

} // namespace awaitgram::testing
