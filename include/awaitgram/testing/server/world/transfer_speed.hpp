// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/world/account.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace awaitgram::testing {

/// How fast accounts may send and fetch files, each for itself; nothing is limited until `limit` is called.
class transfer_speed {
public:
    /// Units: bytes a second; 0 for no limit.
    void limit(std::size_t usual, std::size_t premium) {
        usual_ = usual;
        premium_ = premium;
        free_at_.clear();
    }

    /// Lets an account move bytes, or returns the name of the refusal that says when it may.
    [[nodiscard]] std::optional<std::string>
    refusal(const account& of, std::size_t bytes, time_point now) {
        const auto speed = of.premium ? premium_ : usual_;
        if (speed == 0)
            return std::nullopt;
        auto& free_at = free_at_.try_emplace(of.id, now).first->second;
        if (free_at > now + std::chrono::seconds{1}) {
            const auto wait = std::chrono::ceil<std::chrono::seconds>(free_at - now).count();
            return (of.premium ? "FLOOD_WAIT_" : "FLOOD_PREMIUM_WAIT_") + std::to_string(wait);
        }
        const std::chrono::duration<double> taken{
            static_cast<double>(bytes) / static_cast<double>(speed)};
        free_at = std::max(free_at, now) + std::chrono::duration_cast<time_point::duration>(taken);
        return std::nullopt;
    }

private:
    std::size_t usual_ = 0;
    std::size_t premium_ = 0;
    std::map<std::int64_t, time_point> free_at_; // by account
};

} // namespace awaitgram::testing
