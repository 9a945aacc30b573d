// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// Counts the updates of each channel that wait to be handled, and tells which channels have more than a share; no I/O, no clock.
///
/// A channel that has exceeded its share does so until half of it is free again. Sequences that are no channels are not counted.
class waiting_share {
public:
    struct amount {
        std::size_t updates = 0;
        std::size_t bytes = 0;
    };

    explicit waiting_share(amount most) noexcept : most_(most) {}

    void enter(std::int64_t channel, std::size_t bytes) {
        if (channel <= 0)
            return;
        auto& waiting = channels_[channel];
        ++waiting.held.updates;
        waiting.held.bytes += bytes;
        if (waiting.held.updates > most_.updates || waiting.held.bytes > most_.bytes)
            waiting.exceeds = true;
    }

    /// An update that has entered waits no more. True: its channel exceeded its share until now.
    bool leave(std::int64_t channel, std::size_t bytes) {
        const auto at = channels_.find(channel);
        if (at == channels_.end())
            return false;
        auto& waiting = at->second;
        --waiting.held.updates;
        waiting.held.bytes -= bytes;
        const auto relieved = waiting.exceeds && waiting.held.updates <= most_.updates / 2 &&
                              waiting.held.bytes <= most_.bytes / 2;
        if (relieved) {
            waiting.exceeds = false;
            relieved_.push_back(channel);
        }
        if (waiting.held.updates == 0)
            channels_.erase(at);
        return relieved;
    }

    [[nodiscard]] bool exceeded(std::int64_t channel) const {
        const auto at = channels_.find(channel);
        return at != channels_.end() && at->second.exceeds;
    }

    /// The channels that have ceased to exceed their shares since the last call; they may exceed them again.
    [[nodiscard]] std::vector<std::int64_t> take_relieved() { return std::exchange(relieved_, {}); }

private:
    struct counted {
        amount held{};
        bool exceeds = false;
    };

    amount most_;
    std::unordered_map<std::int64_t, counted> channels_{}; // in which updates wait
    std::vector<std::int64_t> relieved_{};
};

} // namespace awaitgram::updates
