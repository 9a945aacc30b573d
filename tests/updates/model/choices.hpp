// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace awaitgram::tests::model {

/// The random choices of one schedule: drawn from a seed, or replayed. Zero is always the harmless choice, so that a failing schedule
/// becomes simpler when choices are removed or set to zero.
class choices {
public:
    explicit choices(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
    explicit choices(std::vector<std::uint32_t> recorded)
        : recorded_(std::move(recorded)), replays_(true) {}

    /// A number from 0 to `limit` - 1.
    std::uint32_t below(std::uint32_t limit) {
        if (limit <= 1)
            return 0;
        if (replays_)
            return next_ < recorded_.size() ? recorded_[next_++] % limit : 0;
        const auto drawn = static_cast<std::uint32_t>(next() % limit);
        recorded_.push_back(drawn);
        return drawn;
    }

    /// Whether something happens that happens so often.
    bool happens(std::uint32_t percent) { return below(100) >= 100 - percent; }

    [[nodiscard]] const std::vector<std::uint32_t>& recorded() const noexcept { return recorded_; }

private:
    std::uint64_t next() noexcept { // splitmix64
        auto value = state_ += 0x9E3779B97F4A7C15u;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
        return value ^ (value >> 31);
    }

    std::uint64_t state_ = 0;
    std::vector<std::uint32_t> recorded_{};
    std::size_t next_ = 0;
    bool replays_ = false;
};

/// The simplest choices found that still fail: parts are removed and numbers set to zero while `fails` holds.
template <class Fails>
std::vector<std::uint32_t> shrunk(std::vector<std::uint32_t> choices, Fails fails) {
    for (auto size = choices.size() / 2; size > 0; size /= 2)
        for (std::size_t at = 0; at + size <= choices.size();) {
            auto fewer = choices;
            fewer.erase(
                fewer.begin() + static_cast<std::ptrdiff_t>(at),
                fewer.begin() + static_cast<std::ptrdiff_t>(at + size)
            );
            if (fails(fewer))
                choices = std::move(fewer);
            else
                at += size;
        }
    for (auto& each : choices)
        for (const auto less : {std::uint32_t{0}, each / 2}) {
            const auto kept = std::exchange(each, less);
            if (kept == less || fails(choices))
                break;
            each = kept;
        }
    return choices;
}

} // namespace awaitgram::tests::model
