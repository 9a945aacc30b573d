// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/fault_rates.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// Decides by `fault_rates`, and a generator of its own, which faults happen. Pure.
class fault_schedule {
public:
    fault_schedule() = default;
    explicit fault_schedule(fault_rates rates) : rates_(std::move(rates)), state_(rates_.seed) {}

    struct push_fate {
        std::size_t times = 1;
        std::chrono::milliseconds delay{0};
        bool cut = false;
    };

    /// The fate of one update for one session.
    [[nodiscard]] push_fate fate_of_push() {
        push_fate fate;
        if (happens(rates_.lost_push))
            fate.times = 0;
        else if (happens(rates_.repeated_push))
            fate.times = 2;
        if (rates_.longest_delay.count() > 0 && happens(rates_.delayed_push))
            fate.delay = std::chrono::milliseconds{
                1 + static_cast<std::int64_t>(
                        next() % static_cast<std::uint64_t>(rates_.longest_delay.count())
                    )};
        fate.cut = happens(rates_.cut_at_push);
        return fate;
    }

    [[nodiscard]] bool cuts_at_call() { return happens(rates_.cut_at_call); }

    /// The refusal of a call, if it is refused.
    [[nodiscard]] std::optional<api_refusal> refusal_of_call(const std::string& method) {
        if (rates_.refused_call <= 0 || rates_.refusals.empty())
            return std::nullopt;
        for (const auto& each : rates_.refused_methods)
            if (each == method && happens(rates_.refused_call))
                return rates_.refusals[next() % rates_.refusals.size()];
        return std::nullopt;
    }

    [[nodiscard]] bool refuses_calls() const noexcept { return rates_.refused_call > 0; }

private:
    /// A step of splitmix64.
    std::uint64_t next() {
        auto mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    bool happens(double probability) {
        if (probability <= 0)
            return false;
        return static_cast<double>(next() >> 11) * 0x1.0p-53 < probability;
    }

    fault_rates rates_{};
    std::uint64_t state_ = 1;
};

} // namespace awaitgram::testing
