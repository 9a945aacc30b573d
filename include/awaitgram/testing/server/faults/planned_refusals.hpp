// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// The refusals that a test has ordered, by method.
class planned_refusals {
public:
    static constexpr std::int32_t always = std::numeric_limits<std::int32_t>::max();

    /// Refuses the next `times` calls of a method, after those that were ordered before. Any method when it is 0.
    void add(std::uint32_t method, api_refusal with, std::int32_t times = 1) {
        if (times > 0)
            by_method_[method].push_back({std::move(with), times});
    }

    /// Forgets the refusals of a method; of all methods when it is 0.
    void clear(std::uint32_t method = 0) {
        if (method == 0)
            by_method_.clear();
        else
            by_method_.erase(method);
    }

    /// The refusal of a call that is made now.
    [[nodiscard]] std::optional<api_refusal> take(std::uint32_t method) {
        auto refusal = take_exact(method);
        return refusal ? refusal : take_exact(0);
    }

private:
    struct plan {
        api_refusal with{};
        std::int32_t left{};
    };

    std::optional<api_refusal> take_exact(std::uint32_t method) {
        const auto planned = by_method_.find(method);
        if (planned == by_method_.end())
            return std::nullopt;
        auto& next = planned->second.front();
        auto refusal = next.with;
        if (next.left != always && --next.left == 0)
            planned->second.pop_front();
        if (planned->second.empty())
            by_method_.erase(planned);
        return refusal;
    }

    std::map<std::uint32_t, std::deque<plan>> by_method_;
};

} // namespace awaitgram::testing
