// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/deadlines.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// A call whose answer comes later: its session, which may be gone by then, and its message id.
struct waiting_call {
    std::int64_t key_id{};
    std::int64_t session_id{};
    std::int64_t msg_id{};
};

/// The calls that wait until a bot has answered a query, by the ids of the queries; a limited number of them.
class waiting_calls {
public:
    static constexpr std::size_t most_waiting = 16'384;

    /// False when too many calls wait already.
    [[nodiscard]] bool add(std::int64_t query, const waiting_call& call, time_point deadline) {
        if (calls_.size() >= most_waiting)
            return false;
        calls_[query] = call;
        deadlines_.set(query, deadline);
        return true;
    }

    /// The call that waits for the answer to a query.
    [[nodiscard]] std::optional<waiting_call> take(std::int64_t query) {
        const auto known = calls_.find(query);
        if (known == calls_.end())
            return std::nullopt;
        const auto call = known->second;
        calls_.erase(known);
        deadlines_.erase(query);
        return call;
    }

    /// A call that has waited for too long.
    [[nodiscard]] std::optional<waiting_call> take_due(time_point now) {
        const auto query = deadlines_.take_due(now);
        return query ? take(*query) : std::nullopt;
    }

    [[nodiscard]] std::optional<time_point> next() const { return deadlines_.next(); }

private:
    std::map<std::int64_t, waiting_call> calls_;
    deadlines<std::int64_t> deadlines_;
};

} // namespace awaitgram::testing
